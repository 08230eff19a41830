// Trying a policy on live traffic: what the API would answer with it, and the snippets that make it so.
import { post } from "./ask.js";
import { byId, el, fill, toast } from "./element.js";
import { snippets } from "./snippets.js";

const box = byId("simulation"), main = byId("main"), banner = byId("simulating");
const LISTS = ["origins", "methods", "headers", "expose", "hosts"];
let now = null, seen = () => [], drafting = 0, timer = 0;

export const isOpen = () => !box.hidden;
export const onSeen = origins => { seen = origins; };

export function state(told) {
  byId("show-simulation").hidden = !told;
  const changed = JSON.stringify(told) !== JSON.stringify(now);
  now = told;
  if (!told) return;
  banner.hidden = !told.policy;
  fill(banner, el("b", {}, "Simulating."), el("span", { title: told.summary }, told.summary), el("span", { class: "spring" }),
    el("button", { type: "button", onclick: open }, "Change"), el("button", { type: "button", onclick: () => turn("") }, "Switch off"));
  if (changed && isOpen()) draw(told.policy);
}

export function toggle() { if (!now) return; if (isOpen()) close(); else open(); }

export function open() {
  byId("detail").hidden = true;
  box.hidden = false;
  main.dataset.detail = "open";
  byId("show-simulation").setAttribute("aria-pressed", "true");
  draw(now.policy);
  box.querySelector("input, textarea")?.focus();
}

export function close() {
  box.hidden = true;
  main.dataset.detail = "closed";
  byId("show-simulation").setAttribute("aria-pressed", "false");
  byId("list").focus();
}

export function fromRemedy(policy) { open(); draw(policy); }

async function turn(policy) {
  try {
    state(await (await post("/api/simulation", { policy })).json());
    toast(policy ? "Simulating from now on. Reload your page to see what it gets." : "Switched off: your page gets what the API really answers.");
    if (isOpen()) draw(policy || now.policy);
  } catch (error) { toast(error.message, true); }
}

// The short form in its fields; null where the policy is longer than that.
function parsed(policy) {
  const fields = { product: "http", origins: "", methods: "", headers: "", expose: "", hosts: "", max_age: "", credentials: false };
  const words = policy.trim() ? policy.trim().split(/\s+/) : [];
  if (words[0] === "rest" || words[0] === "http") fields.product = words.shift();
  for (const word of words) {
    const [name, value] = [word.split("=")[0].replace("-", "_"), word.includes("=") ? word.slice(word.indexOf("=") + 1) : ""];
    if (name === "credentials") fields.credentials = value !== "false";
    else if (name in fields && name !== "product" && value) fields[name] = value;
    else return null;
  }
  return fields;
}

function composed(fields) {
  const words = fields.product === "rest" ? ["rest"] : [];
  for (const name of LISTS) {
    const value = fields[name].split(/[\s,]+/).filter(Boolean).join(",");
    if (value) words.push(`${name}=${value}`);
  }
  if (fields.max_age.trim()) words.push(`max-age=${fields.max_age.trim()}`);
  if (fields.credentials) words.push("credentials");
  return words.join(" ");
}

function draw(policy) {
  const fields = parsed(policy) || null;
  if (fields && !policy) {
    fields.origins = seen()[0] || "";
    fields.methods = "GET,POST,PUT,PATCH,DELETE";
    fields.headers = "content-type,authorization";
  }
  const problem = el("p", { class: "problem", role: "alert", hidden: true }), result = el("div", {});
  const written = el("textarea", { rows: 3, spellcheck: false, "aria-label": "The policy as text", value: fields ? composed(fields) : policy });
  const form = el("form", { onsubmit: event => { event.preventDefault(); turn(written.value); } });
  const redraft = () => { clearTimeout(timer); timer = setTimeout(() => draft(written.value, problem, result), 250); };
  const update = () => { written.value = composed(fields); redraft(); };
  written.addEventListener("input", redraft);
  const text = (name, label, hint) => el("label", {}, label, el("input", { type: "text", name, value: fields[name], placeholder: hint || "", spellcheck: false, autocomplete: "off", oninput: event => { fields[name] = event.target.value; update(); } }));
  const product = (value, label) => el("label", {}, el("input", { type: "radio", name: "product", value, checked: fields.product === value, onchange: () => { fields.product = value; update(); } }), el("span", {}, label));
  fill(form,
    fields && el("fieldset", { class: "words" }, el("legend", { class: "sr" }, "What is simulated"), product("http", "HTTP API: CORS configuration"), product("rest", "REST API: OPTIONS and gateway responses")),
    fields && text("origins", "Origins", "https://app.example.com"),
    fields && text("methods", "Methods", "GET,PUT"),
    fields && text("headers", "Headers", "content-type,authorization"),
    fields && el("label", { class: "check" }, el("input", { type: "checkbox", name: "credentials", checked: fields.credentials, onchange: event => { fields.credentials = event.target.checked; update(); } }), "Credentials (cookies)"),
    fields && el("details", {}, el("summary", {}, "More"), el("div", { class: "more-fields" }, text("expose", "Exposed headers"), text("max_age", "Max age in seconds"), text("hosts", "Only these hosts", "*.execute-api.*.amazonaws.com"))),
    el("label", {}, "As text (the same that --simulate takes; YAML too)", written),
    problem,
    el("div", { class: "buttons" }, el("button", { type: "submit", class: "primary" }, now.policy ? "Use this" : "Switch on"),
      now.policy ? el("button", { type: "button", onclick: () => turn("") }, "Switch off") : null));
  fill(box,
    el("header", { class: "detail-top" }, el("div", { class: "detail-tools" },
      el("span", { class: "word", "data-word": now.policy ? "depends" : "other" }, now.policy ? "simulating" : "off"), el("span", { class: "spring" }),
      el("button", { type: "button", class: "icon", "aria-label": "Close (Esc)", title: "Close (Esc)", onclick: close }, "✕")),
      el("h2", {}, "Simulate a CORS policy")),
    el("p", { class: "dim" }, "Requests go to the real API as before. What the page gets back is what API Gateway would answer with this policy, marked with x-corsproxy-simulated; each fetch shows both truths."),
    form, result);
  draft(written.value, problem, result);
}

async function draft(policy, problem, result) {
  const mine = ++drafting;
  problem.hidden = true;
  if (!policy.trim()) { fill(result); return; }
  try {
    const told = await (await post("/api/simulation/draft", { policy })).json();
    if (mine !== drafting) return;
    fill(result, el("section", { class: "part cause", "data-severity": "note" }, el("h3", {}, "To deploy it"),
      ...told.remedies.map((remedy, number) => el("div", { class: "remedy" }, el("p", {}, remedy.text), snippets(remedy.snippets, remedy.cautions, number > 0)))));
  } catch (error) {
    if (mine !== drafting) return;
    problem.textContent = error.message;
    problem.hidden = false;
    fill(result);
  }
}
