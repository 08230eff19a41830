// What the page says for the words of the wire.
export const WORDS = {
  blocked: "blocked", allowed: "allowed", depends: "depends", unknown: "cannot tell", "not-cors": "not CORS",
  pending: "under way",
};
export const MARKS = { blocked: "✕", allowed: "✓", depends: "?", unknown: "–", "not-cors": "–", pending: "…" };
export const BROWSERS = { chrome: ["Cr", "Chrome"], firefox: ["Fx", "Firefox"], safari: ["Sf", "Safari"] };
export const DIALECTS = {
  sam: "SAM", cloudformation: "CloudFormation", "cdk-typescript": "CDK TypeScript", "cdk-python": "CDK Python",
  terraform: "Terraform", serverless: "Serverless", openapi: "OpenAPI", "aws-cli": "AWS CLI", console: "AWS console",
  corsproxy: "corsproxy", "lambda-python": "Lambda (Python)", "lambda-node": "Lambda (Node.js)", powertools: "Powertools",
  fastapi: "FastAPI", express: "Express",
};
export const PHASES = { preflight: "CORS-preflight", actual: "Request", redirect: "Redirect" };

export const number = n => n.toLocaleString("en");
export const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;

export function clock(seconds) {
  if (!seconds) return "";
  const at = new Date(seconds * 1000);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(n => String(n).padStart(2, "0")).join(":");
}

// The parts of a URL as they stand, for showing: never parsed into something else.
export function parts(url) {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^]*)$/i.exec(url);
  if (!match) return { origin: "", host: url, path: "" };
  return { origin: match[1], host: match[1].replace(/^[a-z][a-z0-9+.-]*:\/\//i, ""), path: match[2] || "/" };
}
