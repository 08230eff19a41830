"use strict";
// Everything shown is set as text: what servers send never becomes markup.

const list = document.getElementById("cases");
const summaryLine = document.getElementById("summary");
const again = document.getElementById("again");
const rows = new Map();

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function pill(kind, text) {
  return element("span", `pill ${kind}`, text);
}

function addRow(one) {
  const item = document.createElement("li");
  const details = document.createElement("details");
  const line = document.createElement("summary");
  const asked = document.createElement("div");
  asked.append(element("span", "title", one.title));
  const request = element("code", "request", `${one.method} ${new URL(one.url).pathname}`);
  request.title = one.url;
  asked.append(request);
  const got = element("div", "got");
  got.append(pill("", "waiting"));
  const says = element("div", "says");
  line.append(element("span", "dot"), asked, got, says);
  const detail = element("div", "detail");
  detail.append(element("p", "", "Nothing yet."));
  details.append(line, detail);
  item.append(details);
  list.append(item);
  rows.set(one.id, { item, got, says, detail });
}

async function ask(one) {
  try {
    const response = await fetch(one.url, {
      method: one.method,
      headers: one.headers,
      body: one.body === null ? undefined : one.body,
      credentials: one.credentials,
    });
    await response.text();
    return { id: one.id, outcome: "ok", status: response.status, message: "" };
  } catch (error) {
    return { id: one.id, outcome: "blocked", status: 0, message: String(error) };
  }
}

function showExperience(result) {
  const { item, got } = rows.get(result.id);
  item.className = result.outcome;
  if (result.outcome === "ok") {
    got.replaceChildren(pill("ok", "readable"), element("span", "small", `status ${result.status}`));
  } else {
    got.replaceChildren(pill("blocked", "blocked"), element("span", "small", result.message));
  }
}

function block(title, content) {
  return [element("h2", "", title), content];
}

function showVerdict(verdict) {
  const { says, detail } = rows.get(verdict.id);
  const word = { ok: "allowed", blocked: "blocked" }[verdict.said] || verdict.said;
  says.replaceChildren(pill(verdict.said, word));
  if (verdict.error) says.append(element("code", "small", verdict.error));
  if (verdict.writer) says.append(element("span", "small writer", `Written by ${verdict.writer}`));
  const parts = [element("p", "", verdict.headline)];
  if (verdict.console.length) {
    parts.push(...block(`What ${verdict.browser} prints in its console`, element("pre", "", verdict.console.join("\n"))));
  }
  if (verdict.why.length) {
    const reasons = element("ul");
    for (const reason of verdict.why) reasons.append(element("li", "", reason));
    parts.push(...block("Why", reasons));
  }
  if (verdict.change.length) {
    const changes = element("ul");
    for (const change of verdict.change) changes.append(element("li", "", change));
    parts.push(...block("What to change", changes));
  }
  detail.replaceChildren(...parts);
}

async function post(path, value) {
  await fetch(path, { method: "POST", body: JSON.stringify(value), headers: { "content-type": "application/json" } });
}

async function showVerdicts(expected) {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const verdicts = await (await fetch("/verdicts.json")).json();
    verdicts.forEach(showVerdict);
    if (verdicts.length >= expected) return true;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return false;
}

async function walk(cases) {
  again.disabled = true;
  list.replaceChildren();
  rows.clear();
  cases.forEach(addRow);
  await post("/begin", []);
  const results = [];
  for (const one of cases) {
    summaryLine.textContent = `Asking ${results.length + 1} of ${cases.length}…`;
    const result = await ask(one);
    results.push(result);
    showExperience(result);
  }
  const all = await showVerdicts(cases.length);
  const readable = results.filter((result) => result.outcome === "ok").length;
  const told = all ? "" : " Some passed by the proxy: point this browser at it, as the terminal says.";
  summaryLine.textContent = `${readable} readable, ${results.length - readable} blocked by the browser.${told}`;
  await post("/results", results);
  again.disabled = false;
}

async function main() {
  document.getElementById("origin").textContent = window.location.origin;
  const cases = await (await fetch("/cases.json")).json();
  again.addEventListener("click", () => walk(cases));
  await walk(cases);
}

main().catch((error) => { summaryLine.textContent = `The demo stopped: ${error.message}`; });
