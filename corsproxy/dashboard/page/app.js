// The page: rows arrive as server-sent events, filters choose, the rest is in its own file.
import { post } from "./ask.js";
import * as detail from "./detail.js";
import { byId, copyButton, el, toast } from "./element.js";
import { exportRows } from "./export.js";
import * as keys from "./keys.js";
import * as list from "./list.js";
import * as matrix from "./matrix.js";
import * as simulation from "./simulation.js";
import { WORDS, number, parts } from "./words.js";

const rows = new Map();      // by id
let order = [];              // by number, the lowest first
let begun = false, paused = false, epoch = null, limit = 0, state = {}, planned = false, kept = null;
const chosen = { word: "", text: "", origin: "", host: "", error: "", endpoint: "" };

// -- what arrives ---------------------------------------------------------------------------------------------

function take(message) {
  let unordered = false;
  begun = true;
  for (const row of message.rows) {
    const known = rows.get(row.id);
    row.host = parts(row.url).host;
    row.endpoint = matrix.endpointOf(row);
    row.hay = `${row.method} ${row.url} ${row.origin} ${row.status} ${row.error} ${row.who} ${row.line} ${row.cause} ${WORDS[row.word]}`.toLowerCase();
    if (known) order[known.at] = row;
    else { unordered ||= order.length > 0 && order[order.length - 1].n > row.n; order.push(row); }
    row.at = known ? known.at : order.length - 1;
    rows.set(row.id, row);
    detail.changed(row);
  }
  if (unordered) {
    order.sort((a, b) => a.n - b.n);
    order.forEach((row, at) => { row.at = at; });
  }
  if (order.length && order[0].n < message.oldest) {
    for (const row of order) if (row.n < message.oldest) rows.delete(row.id);
    order = order.filter(row => row.n >= message.oldest);
    order.forEach((row, at) => { row.at = at; });
  }
  if (!paused) plan();
  else byId("live").textContent = `paused · ${order.length - (kept ? kept.length : 0)} new`;
}

function connect() {
  const live = byId("live"), source = new EventSource("/api/events");
  const tell = (text, name) => { if (!paused) live.textContent = text; live.dataset.state = name; };
  source.addEventListener("hello", event => {
    const hello = JSON.parse(event.data);
    // another start of the proxy has another token
    if (epoch && epoch !== hello.epoch) { location.reload(); return; }
    if (hello.fresh) { rows.clear(); order = []; }
    epoch = hello.epoch;
    limit = hello.limit;
    tell("live", "live");
  });
  source.addEventListener("rows", event => take(JSON.parse(event.data)));
  source.addEventListener("state", event => {
    state = JSON.parse(event.data);
    byId("export-menu").hidden = !state.export;
    detail.can({ replay: state.replay, export: state.export, simulate: Boolean(state.simulation) });
    simulation.state(state.simulation);
    plan();
  });
  source.addEventListener("error", () => {
    tell("proxy gone, trying again", "gone");
    // the browser itself tries again where nothing answers, and gives up where something else than a stream does
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  });
  source.addEventListener("open", () => tell("live", "live"));
}

// -- what is chosen -------------------------------------------------------------------------------------------

const OTHER = new Set(["unknown", "not-cors", "pending"]);

function fits(row, but) {
  if (but !== "word" && chosen.word && (chosen.word === "other" ? !OTHER.has(row.word) : row.word !== chosen.word)) return false;
  if (but !== "origin" && chosen.origin && row.origin !== chosen.origin) return false;
  if (but !== "host" && chosen.host && row.host !== chosen.host) return false;
  if (but !== "error" && chosen.error && row.error !== chosen.error) return false;
  if (chosen.endpoint && row.endpoint !== chosen.endpoint) return false;
  return !chosen.text || chosen.text.toLowerCase().split(/\s+/).every(word => row.hay.includes(word));
}

function fill(select, name, label) {
  const counts = new Map();
  for (const row of kept || order) if (row[name] && fits(row, name)) counts.set(row[name], (counts.get(row[name]) || 0) + 1);
  if (chosen[name] && !counts.has(chosen[name])) counts.set(chosen[name], 0);
  const found = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 200);
  const key = JSON.stringify(found);
  if (select.dataset.key === key || document.activeElement === select) return;
  select.dataset.key = key;
  select.replaceChildren(el("option", { value: "" }, label),
    ...found.map(([value, count]) => el("option", { value }, `${value} (${count})`)));
  select.value = chosen[name];
}

function refresh() {
  planned = false;
  const all = kept || order, view = [];
  const counts = { blocked: 0, depends: 0, allowed: 0, other: 0 };
  let most = 0;
  for (let at = all.length - 1; at >= 0; at--) {
    const row = all[at];
    if (!fits(row, "word")) continue;
    most++;
    counts[OTHER.has(row.word) ? "other" : row.word]++;
    if (fits(row)) view.push(row);
  }
  byId("count-all").textContent = number(most);
  for (const [word, count] of Object.entries(counts)) byId(`count-${word}`).textContent = number(count);
  fill(byId("origin"), "origin", "any origin");
  fill(byId("host"), "host", "any host");
  fill(byId("error"), "error", "any error");
  const filtered = Boolean(chosen.word || chosen.text || chosen.origin || chosen.host || chosen.error || chosen.endpoint);
  byId("reset").hidden = !filtered;
  remember();
  const endpoint = byId("endpoint");
  endpoint.hidden = !chosen.endpoint;
  endpoint.textContent = `${chosen.endpoint} ✕`;
  byId("shown").textContent = filtered ? `${number(view.length)} of ${number(all.length)}`
    : all.length >= limit && limit ? `the newest ${number(limit)}` : "";
  empty(all.length, view.length);
  list.show(view);
  if (!byId("matrix").hidden) matrix.show(view);
  document.title = counts.blocked ? `(${counts.blocked}) corsproxy` : "corsproxy";
}

function empty(all, shown) {
  const box = byId("empty");
  box.hidden = !begun || shown > 0 || !byId("matrix").hidden;
  const kind = all ? "filtered" : `waiting ${state.hint}`;
  if (box.hidden || box.dataset.kind === kind) return;
  box.dataset.kind = kind;
  box.replaceChildren(...(all
    ? [el("h2", {}, "No fetch fits these filters"), el("button", { type: "button", onclick: reset }, "Reset filters")]
    : [el("h2", {}, "Waiting for a page to fetch something"),
      el("p", {}, `${state.hint?.[0] || ""} Each cross-origin fetch of a page appears here as it happens.`),
      state.hint?.[1] ? el("div", { class: "code-box" }, el("pre", {}, state.hint[1]), copyButton(state.hint[1], "the command")) : ""]));
}

function plan() {
  if (planned) return;
  planned = true;
  // a hidden tab gets no animation frames; timers it does get
  if (document.hidden) setTimeout(refresh, 500); else requestAnimationFrame(refresh);
}

export function choose(changes) {
  Object.assign(chosen, changes);
  byId("text").value = chosen.text;
  for (const name of ["origin", "host", "error"]) byId(name).value = chosen[name];
  for (const one of document.querySelectorAll('input[name="word"]')) one.checked = one.value === chosen.word;
  byId("list").scrollTop = 0;
  refresh();
}

// A page that is loaded anew, because the proxy was started anew or by hand, goes on with its filters.
function remember() {
  try { sessionStorage.setItem("chosen", JSON.stringify(chosen)); } catch { /* private windows */ }
}

function recall() {
  try {
    const before = JSON.parse(sessionStorage.getItem("chosen") || "{}");
    for (const name of Object.keys(chosen)) if (typeof before[name] === "string") chosen[name] = before[name];
  } catch { /* likewise */ }
  byId("text").value = chosen.text;
  for (const one of document.querySelectorAll('input[name="word"]')) one.checked = one.value === chosen.word;
}

const reset = () => choose({ word: "", text: "", origin: "", host: "", error: "", endpoint: "" });

// -- what can be done -----------------------------------------------------------------------------------------

function pause() {
  paused = !paused;
  kept = paused ? [...order] : null;
  byId("pause").setAttribute("aria-pressed", String(paused));
  byId("pause").textContent = paused ? "Go on" : "Pause";
  byId("live").textContent = paused ? "paused" : "live";
  plan();
}

async function clear() {
  if (paused) pause();
  try { await post("/api/clear"); detail.close(); } catch (error) { toast(error.message, true); }
}

function toggleMatrix() {
  const box = byId("matrix"), on = box.hidden;
  box.hidden = !on;
  byId("list").hidden = on;
  byId("show-matrix").setAttribute("aria-pressed", String(on));
  plan();
}

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private windows */ }
}

function start() {
  try { const kind = localStorage.getItem("theme"); if (kind) document.documentElement.dataset.theme = kind; } catch { /* likewise */ }
  byId("text").addEventListener("input", event => { chosen.text = event.target.value.trim(); byId("list").scrollTop = 0; plan(); });
  byId("filters").addEventListener("submit", event => event.preventDefault());
  for (const one of document.querySelectorAll('input[name="word"]')) one.addEventListener("change", () => choose({ word: one.value }));
  for (const name of ["origin", "host", "error"]) {
    byId(name).addEventListener("change", event => choose({ [name]: event.target.value }));
    byId(name).addEventListener("blur", plan);
  }
  byId("endpoint").addEventListener("click", () => choose({ endpoint: "" }));
  byId("reset").addEventListener("click", reset);
  byId("pause").addEventListener("click", pause);
  byId("clear").addEventListener("click", clear);
  byId("theme").addEventListener("click", theme);
  byId("show-matrix").addEventListener("click", toggleMatrix);
  byId("show-simulation").addEventListener("click", simulation.toggle);
  byId("show-help").addEventListener("click", () => byId("help").showModal());
  exportRows(() => list.shownRows().map(row => row.id));
  matrix.onPick((origin, endpoint) => { toggleMatrix(); choose({ origin, endpoint }); });
  simulation.onSeen(() => {
    const counts = new Map();
    for (const row of order) if (row.word === "blocked" || row.word === "depends") counts.set(row.origin, (counts.get(row.origin) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([origin]) => origin);
  });
  list.onChoose(id => { list.select(id); if (detail.isOpen()) detail.open(id); }, detail.open);
  detail.onClose(() => byId("list").focus());
  keys.listen({
    next: () => list.move(1), previous: () => list.move(-1), first: () => list.move(-1e9), last: () => list.move(1e9),
    open: () => { const id = list.selectedId() || list.move(1); if (id) detail.open(id, true); },
    escape: () => {
      if (document.activeElement === byId("text") && chosen.text) { choose({ text: "" }); return; }
      if (document.activeElement === byId("text")) { byId("list").focus(); return; }
      if (simulation.isOpen()) simulation.close(); else if (detail.isOpen()) detail.close();
      else if (!byId("matrix").hidden) toggleMatrix();
    },
    search: () => { byId("text").focus(); byId("text").select(); },
    blocked: () => choose({ word: chosen.word === "blocked" ? "" : "blocked" }),
    matrix: toggleMatrix, simulate: simulation.toggle, pause, theme,
    replay: () => rows.has(list.selectedId()) && detail.replay(rows.get(list.selectedId())),
    help: () => byId("help").open ? byId("help").close() : byId("help").showModal(),
  });
  recall();
  connect();
  refresh();
}

start();
