// One page fetch whole: what happened, who did it, what to change, and every step that says so.
import { post, read } from "./ask.js";
import { byId, copyButton, el, fill, link, toast } from "./element.js";
import { save } from "./export.js";
import { snippets } from "./snippets.js";
import { fromRemedy } from "./simulation.js";
import { BROWSERS, MARKS, PHASES, WORDS } from "./words.js";

const box = byId("detail"), main = byId("main");
let current = null, able = {}, closed = () => {}, asked = 0, browser = null;

export const isOpen = () => !box.hidden;
export const can = what => { able = what; };
export const onClose = then => { closed = then; };

export function close() {
  if (box.hidden) return;
  box.hidden = true;
  main.dataset.detail = "closed";
  current = null;
  closed();
}

export function changed(row) {
  if (row.id === current && !box.hidden) load(row.id, true);
}

export async function open(id, focus) {
  byId("simulation").hidden = true;
  byId("show-simulation").setAttribute("aria-pressed", "false");
  box.hidden = false;
  main.dataset.detail = "open";
  await load(id, false);
  if (focus) box.focus();
}

async function load(id, quietly) {
  const mine = ++asked, top = box.scrollTop;
  current = id;
  try {
    const told = await read(`/api/fetches/${encodeURIComponent(id)}`);
    if (mine !== asked || current !== id) return;
    if (!quietly) browser = told.leading;
    draw(told);
    box.scrollTop = quietly ? top : 0;
  } catch (error) {
    if (mine === asked) box.replaceChildren(el("p", { class: "problem" }, error.message));
  }
}

export async function replay(row) {
  if (!able.replay) { toast("This start of the page cannot send anything.", true); return; }
  const preflightOnly = row.word === "blocked" && row.status.startsWith("OPTIONS ");
  const acts = !preflightOnly && !["GET", "HEAD", "OPTIONS"].includes(row.method);
  if (acts && !confirm(`Send ${row.method} again? The API will act on it once more.`)) return;
  try { toast((await (await post(`/api/fetches/${encodeURIComponent(row.id)}/replay`)).json()).said); } catch (error) { toast(error.message, true); }
}

function section(title, ...children) {
  return el("section", { class: "part" }, el("h3", {}, title), ...children);
}

function draw(told) {
  fill(box,
    el("header", { class: "detail-top" },
      el("div", { class: "detail-tools" },
        el("span", { class: "word", "data-word": told.pending ? "pending" : told.word }, told.pending ? WORDS.pending : WORDS[told.word]),
        el("span", { class: "spring" }),
        able.replay ? el("button", { type: "button", title: "Send it again, preflight included (r)", onclick: () => replay(told) }, "Replay now") : null,
        able.export ? el("button", { type: "button", title: "This page fetch as a HAR", onclick: () => save("har", [told.id]) }, "HAR") : null,
        el("button", { type: "button", class: "icon", "aria-label": "Close details (Esc)", title: "Close (Esc)", onclick: close }, "✕")),
      el("h2", {}, el("span", { class: "method" }, told.method), " ", el("span", { class: "full-url" }, told.url)),
      el("p", { class: "from" }, "from ", el("code", {}, told.origin), told.page_url ? ` (${told.page_url})` : "",
        told.replayed ? " · sent again from here" : "")),
    el("p", { class: "lead", title: told.headline }, told.line),
    told.as_deployed ? truths(told) : null,
    told.pending ? null : verdicts(told),
    ...told.findings.map(finding),
    told.pending ? null : consoles(told),
    section("On the wire", el("div", { class: "exchanges" }, ...told.exchanges.map(exchange), told.exchanges.every(one => one.role === "preflight") && told.word === "blocked" ? neverSent(told) : "")),
    told.pending ? null : steps(told),
    told.notes.length ? section("Notes", el("ul", { class: "notes" }, ...told.notes.map(note => el("li", {}, note)))) : null);
}

function truths(told) {
  const side = (title, judged, more) => el("div", { class: "truth-side", "data-word": judged.word },
    el("h4", {}, title), el("p", {}, el("span", { class: "word", "data-word": judged.word }, WORDS[judged.word]), more),
    el("p", { class: "dim" }, judged.headline));
  const wire = el("details", {}, el("summary", {}, "What the API really answered"),
    el("div", { class: "exchanges" }, ...told.as_deployed.exchanges.map(exchange)));
  const causes = told.as_deployed.findings.length ? el("details", {}, el("summary", {}, told.as_deployed.word === "blocked" || told.as_deployed.word === "depends" ? "Why it fails as deployed, and the fix" : "Findings as deployed"), ...told.as_deployed.findings.map(finding)) : null;
  return el("section", { class: "part truths" }, el("h3", {}, "Two truths"),
    el("p", { class: "dim" }, `This response was changed on its way: ${told.policy}`),
    el("div", { class: "sides" }, side("As deployed", told.as_deployed), side("As simulated", told)), wire, causes);
}

function verdicts(told) {
  return el("ul", { class: "verdicts", "aria-label": "Verdict of each browser" }, ...Object.values(told.verdicts).map(one =>
    el("li", { "data-word": one.standing },
      el("span", { class: "mark", "data-word": one.standing, "aria-hidden": "true" }, MARKS[one.standing]),
      el("b", {}, one.name), el("span", { class: "dim" }, one.words))));
}

function author(one) {
  return el("div", { class: "author" },
    el("p", {}, el("b", {}, one.name), " ", one.layer !== "unknown" || one.type ? el("span", { class: "certainty" }, one.certainty) : null),
    one.meaning ? el("p", {}, one.meaning) : null,
    one.evidence.length ? el("ul", { class: "evidence" }, ...one.evidence.map(each => el("li", {}, each))) : null,
    one.decide_with ? el("div", { class: "decide" }, el("span", { class: "dim" }, "Decide with"), el("code", {}, one.decide_with), copyButton(one.decide_with, "the command")) : null);
}

function finding(one) {
  return el("section", { class: "part cause", "data-severity": one.severity },
    el("h3", {}, el("span", { class: "code", title: one.kind }, one.code), one.title),
    el("p", {}, one.why),
    el("h4", {}, "Who wrote it"), author(one.author),
    one.alternatives.length ? el("details", {}, el("summary", {}, one.alternatives.length === 1 ? "It could also be" : `It could also be (${one.alternatives.length})`), ...one.alternatives.map(author)) : null,
    one.remedies.length ? el("h4", {}, "What to change") : null,
    ...one.remedies.map((remedy, number) => el("div", { class: "remedy" }, el("p", {}, remedy.text),
      snippets(remedy.snippets, remedy.cautions, number > 0, one.author.layer === "integration" ? "lambda-python" : ""))),
    able.simulate && one.policy ? el("p", { class: "try" }, el("button", { type: "button", onclick: () => fromRemedy(one.policy) }, "Try a CORS policy on live traffic")) : null,
    el("details", { class: "more" }, el("summary", {}, "More on this problem"), el("p", {}, one.what),
      one.known_problems.length ? el("ul", {}, ...one.known_problems.map(each => el("li", {}, each))) : null,
      one.references.length ? el("p", {}, ...one.references.flatMap(page => [link(page, page), el("br")])) : null));
}

function consoles(told) {
  const shown = Object.values(told.verdicts).filter(one => one.console.length || one.if);
  if (!shown.length) return null;
  return section("Console, word for word", el("div", { class: "consoles" }, ...shown.map(one => {
    const conditional = one.if ? Object.entries(one.if).filter(([, each]) => each.console.length) : [];
    const text = one.console.length ? one.console.join("\n") : conditional.map(([name, each]) => `(${name})\n${each.console.join("\n")}`).join("\n");
    if (!text) return null;
    return el("figure", {}, el("figcaption", {}, el("b", {}, one.name), one.standing === "depends" ? el("span", { class: "dim" }, " if it is blocked") : null, el("span", { class: "spring" }), copyButton(text, `what ${one.name} prints`)),
      el("pre", { class: "console" }, text));
  })));
}

function neverSent(told) {
  return el("article", { class: "exchange" }, el("h4", {}, PHASES.actual), el("p", { class: "dim" }, `${told.method} was never sent: the browser stopped at the preflight.`));
}

function exchange(one) {
  const lit = one.status_lit ? "lit" : "";
  return el("article", { class: "exchange" },
    el("h4", {}, PHASES[one.role] || one.role, one.hop ? el("span", { class: "dim" }, ` · redirect ${one.hop}`) : null,
      one.milliseconds !== null ? el("span", { class: "dim" }, ` · ${one.milliseconds} ms`) : null),
    el("p", { class: "startline" }, el("b", {}, one.method), " ", el("span", {}, one.url), " ", el("span", { class: "dim" }, one.http_version)),
    headers(one.request, "Request headers"),
    one.status !== undefined
      ? el("p", { class: `startline answer ${lit}` }, el("b", {}, String(one.status)), " ", one.reason)
      : el("p", { class: "startline answer lit" }, one.failure || "no response"),
    one.status !== undefined && one.failure ? el("p", { class: "problem" }, one.failure) : null,
    one.response ? headers(one.response, "Response headers") : null,
    one.body ? el("details", { class: "body" }, el("summary", {}, "Body"), el("pre", {}, one.body)) : null);
}

const CORS = /^(origin|access-control-.*|vary|location|cross-origin-.*)$/i;
function headers(lines, label) {
  return el("table", { class: "headers", "aria-label": label }, el("tbody", {}, ...lines.map(line =>
    el("tr", { class: line.lit ? "lit" : CORS.test(line.name) ? "cors" : "" },
      el("th", { scope: "row" }, line.name),
      el("td", {}, line.missing ? el("em", {}, "missing") : line.value, line.lit && !line.missing ? el("span", { class: "sr" }, " (decides)") : null)))));
}

function steps(told) {
  const body = el("div", { class: "steps-of", role: "tabpanel" });
  const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "Browser" });
  const pick = name => {
    browser = name;
    for (const tab of tabs.children) {
      tab.setAttribute("aria-selected", String(tab.dataset.name === name));
      tab.tabIndex = tab.dataset.name === name ? 0 : -1;
    }
    body.setAttribute("aria-label", `Steps in ${told.verdicts[name].name}`);
    body.replaceChildren(path(told.verdicts[name]));
  };
  for (const [name, one] of Object.entries(told.verdicts)) {
    tabs.append(el("button", { type: "button", role: "tab", "data-name": name, onclick: () => pick(name) }, one.name, " ",
      el("span", { class: "mark", "data-word": one.standing, "aria-hidden": "true" }, MARKS[one.standing])));
  }
  tabs.addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const all = [...tabs.children], next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length];
    pick(next.dataset.name);
    next.focus();
    event.preventDefault();
  });
  pick(told.verdicts[browser] ? browser : Object.keys(told.verdicts)[0]);
  return section("Steps of the Fetch standard", tabs, body);
}

function path(verdict) {
  if (!verdict.steps.length) return el("p", { class: "dim" }, "No CORS check applies.");
  const phases = [];
  for (const step of verdict.steps) {
    const phase = `${PHASES[step.phase] || step.phase}${step.hop ? ` · redirect ${step.hop}` : ""}`;
    if (phases.at(-1)?.phase !== phase) phases.push({ phase, steps: [] });
    phases.at(-1).steps.push(step);
  }
  return el("div", {}, ...phases.flatMap(one => [el("h4", {}, one.phase), el("ol", { class: "steps" }, ...one.steps.map(stepOf))]));
}

function stepOf(step) {
  const word = step.passed === null ? "none" : step.passed ? "allowed" : "blocked";
  return el("li", { class: step.deciding ? "deciding" : "", "aria-current": step.deciding ? "step" : null },
    el("span", { class: "mark", "data-word": word }, el("span", { "aria-hidden": "true" }, step.passed === null ? "·" : step.passed ? "✓" : "✕"),
      el("span", { class: "sr" }, step.passed === null ? "" : step.passed ? "passed: " : "failed: ")),
    el("span", { class: "step" }, step.spec ? link(step.spec, step.title) : step.title, step.detail ? el("span", { class: "step-detail" }, step.detail) : null),
    step.deciding ? el("span", { class: "decides" }, "decides") : null);
}
