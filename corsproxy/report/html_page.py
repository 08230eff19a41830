"""The fixed parts of the HTML report: its style and its script. Neither holds anything from the traffic.

The script puts text into the page with `textContent` alone, so that nothing of a stranger's becomes markup.
"""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --dim: #59636e; --line: #d1d9e0; --card: #f6f8fa;
  --bad: #b42318; --warn: #8a5a00; --good: #1a6b34; --note: #0b5cad;
  --mono: ui-monospace, Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) { :root { --bg: #0f1419; --fg: #e6edf3; --dim: #9aa7b4; --line: #333c46;
  --card: #171d24; --bad: #ff8f85; --warn: #e3b341; --good: #5dd07f; --note: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 80rem; background: var(--bg); color: var(--fg);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; display: inline; } p { margin: .4rem 0; } a { color: var(--note); }
code, pre { font-family: var(--mono); font-size: .87em; overflow-wrap: anywhere; }
pre { background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem;
  white-space: pre-wrap; margin: .4rem 0; }
.dim { color: var(--dim); } .error, .blocked { color: var(--bad); } .warning, .depends { color: var(--warn); }
.note { color: var(--note); } .allowed { color: var(--good); } .unknown, .not-cors { color: var(--dim); }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--dim); border-radius: 8px;
  margin: .75rem 0; padding: .7rem 1rem; }
.card.error { border-left-color: var(--bad); } .card.warning { border-left-color: var(--warn); }
.card.note { border-left-color: var(--note); } .card.error, .card.warning, .card.note { color: inherit; }
summary { cursor: pointer; } summary .badge { margin-right: .5rem; }
.badge { font-family: var(--mono); font-weight: 600; font-size: .85em; }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: .25rem 1rem; margin: .7rem 0 0; }
dt { color: var(--dim); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
dd ul { margin: 0; padding-left: 1.1rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .75rem 0; }
label { display: grid; gap: .2rem; font-size: .85rem; color: var(--dim); }
input, select, button { font: inherit; color: var(--fg); background: var(--bg); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .6rem; } input { min-width: 18rem; } button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: .5rem .75rem; color: var(--dim); }
th, td { text-align: left; padding: .4rem .75rem; border-top: 1px solid var(--line); vertical-align: top; }
th { font-size: .85rem; color: var(--dim); white-space: nowrap; }
td.url { max-width: 34rem; overflow-wrap: anywhere; }
tr.more > td { background: var(--card); } td button { padding: 0 .45rem; line-height: 1.4; }
ol.steps { padding-left: 1.4rem; margin: .4rem 0; } ol.steps li { margin: .15rem 0; }
"""

SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const body = document.getElementById("rows"), status = document.getElementById("shown");
const more = document.getElementById("more"), form = document.getElementById("filter");
const PAGE = 200;
let matching = [], shown = 0;
const WORDS = {"blocked": "blocked", "allowed": "allowed", "depends": "depends", "unknown": "cannot tell",
  "not-cors": "not CORS"};
const MARKS = {"blocked": "\\u2717", "allowed": "\\u2713", "depends": "?", "unknown": "?", "not-cors": "\\u2013"};

function el(name, text, cls) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (cls) made.className = cls;
  return made;
}
function link(url, text) {
  if (!url.startsWith("https://")) return el("span", text);
  const made = el("a", text);
  made.href = url; made.rel = "noreferrer noopener"; made.target = "_blank";
  return made;
}
function told(row, text) {
  row[10].forEach(([there], at) => { text = text.replaceAll(there, () => "\\0" + at + "\\0"); });
  row[10].forEach(([, here], at) => { text = text.replaceAll("\\0" + at + "\\0", () => here); });
  return text;
}
function step(one, row) {
  const [title, detail, passed, phase, hop, spec] = one;
  const item = el("li");
  const mark = passed === null ? "\\u00b7 " : passed ? "\\u2713 " : "\\u2717 ";
  item.append(el("span", mark, passed === null ? "dim" : passed ? "allowed" : "blocked"));
  item.append(spec ? link(spec, title) : el("span", title));
  if (detail) item.append(" ", el("code", told(row, detail)));
  item.append(" ", el("span", "(" + phase + (hop ? ", redirect " + hop : "") + ")", "dim"));
  return item;
}
function details(row) {
  const cell = el("td"), verdicts = data.verdicts[row[6]];
  cell.colSpan = 4 + data.browsers.length;
  const facts = el("p", "Page " + row[2] + "; " + row[5].map(e => "entry " + e[0] + " (" + e[1] + ")").join(", ") +
    (row[9] ? "; " + row[9] : ""), "dim");
  cell.append(facts);
  for (const note of row[8]) cell.append(el("p", note, "warning"));
  for (const found of row[7]) {
    const line = el("p");
    line.append(el("span", data.findings[found][0] + " ", "badge " + data.findings[found][1]));
    const to = el("a", data.findings[found][2]);
    if (data.findings[found][3] >= 0) {
      to.href = "#problem-" + data.findings[found][3];
      to.addEventListener("click", () => document.getElementById(to.hash.slice(1)).open = true);
    }
    line.append(to);
    cell.append(line);
  }
  for (const one of verdicts) {
    const part = el("details");
    const head = el("summary");
    head.append(el("strong", one.name + ": "), el("span", told(row, one.words), one.standing));
    part.append(head);
    if (one.console.length) part.append(el("pre", told(row, one.console.join("\\n"))));
    const steps = data.steps[one.steps];
    if (steps.length) {
      const list = el("ol", null, "steps");
      for (const each of steps) list.append(step(each, row));
      part.append(list);
    }
    const stops = one.standing === "blocked" || one.standing === "depends";
    if (stops) part.open = cell.querySelector("details[open]") === null;
    cell.append(part);
  }
  const line = el("tr", null, "more");
  line.append(cell);
  return line;
}
function toggle(button, line, row) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  button.textContent = open ? "+" : "\\u2212";
  if (open) line.nextSibling.remove(); else line.after(details(row));
}
function draw(row, number) {
  const line = el("tr");
  const first = el("td"), button = el("button", "+");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", "Steps of " + row[0] + " " + row[1]);
  button.addEventListener("click", () => toggle(button, line, row));
  first.append(button);
  line.append(first);
  const name = el("th", row[0]); name.scope = "row";
  line.append(name, el("td", row[1], "url"), el("td", row[2]));
  for (const standing of row[3]) {
    const cell = el("td");
    cell.append(el("span", MARKS[standing] + " " + WORDS[standing], standing));
    line.append(cell);
  }
  return line;
}
function next() {
  const part = document.createDocumentFragment();
  for (const row of matching.slice(shown, shown + PAGE)) part.append(draw(row));
  body.append(part);
  shown = Math.min(shown + PAGE, matching.length);
  status.textContent = shown + " of " + matching.length + " matching page fetches shown (" +
    data.rows.length + " in all)";
  more.hidden = shown >= matching.length;
}
function filter() {
  const text = form.elements.text.value.toLowerCase(), standing = form.elements.standing.value;
  const code = form.elements.code.value;
  matching = data.rows.filter(row =>
    (!standing || row[3].includes(standing)) &&
    (!code || row[7].some(found => data.findings[found][0] === code)) &&
    (!text || (row[0] + " " + row[1] + " " + row[2]).toLowerCase().includes(text)));
  body.replaceChildren();
  shown = 0;
  next();
}
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
more.addEventListener("click", next);
document.getElementById("table").hidden = false;
filter();
"""
