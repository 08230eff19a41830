// Requests to our own server. What changes anything carries the token of this page.
const token = document.querySelector('meta[name="corsproxy-token"]').content;

async function answered(response) {
  if (response.ok) return response;
  let why = `The proxy said ${response.status}.`;
  try { why = (await response.json()).problem || why; } catch { /* no JSON: the status says it */ }
  throw new Error(why);
}

async function sent(path, options) {
  try {
    return await fetch(path, { ...options, cache: "no-store", redirect: "error" });
  } catch {
    throw new Error("The proxy does not answer; is it still running?");
  }
}

export async function read(path) {
  return (await answered(await sent(path, {}))).json();
}

export async function post(path, body) {
  return answered(await sent(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Corsproxy-Token": token },
    body: JSON.stringify(body || {}),
  }));
}
