// Origins across, endpoints down: what passed and what failed.
import { byId, el } from "./element.js";
import { count, number, parts } from "./words.js";

const MOST_ORIGINS = 12, MOST_ENDPOINTS = 300;
let pick = () => {};
export function onPick(picked) { pick = picked; }

// Parts of a path that look like ids are one endpoint.
const ID = /^(\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9_-]{22,})$/i;
export function endpointOf(row) {
  const url = parts(row.url);
  const path = url.path.replace(/[?#][^]*$/, "").split("/").map(part => ID.test(part) ? "{id}" : part).join("/");
  return `${row.method} ${url.host}${path}`;
}

// A large table takes its time, so it is drawn anew only when three times as much has passed.
let latest = [], waiting = 0, free = 0;
export function show(rows) {
  latest = rows;
  waiting ||= setTimeout(() => {
    waiting = 0;
    const began = performance.now();
    draw(latest);
    free = performance.now() + 3 * (performance.now() - began);
  }, Math.max(0, free - performance.now()));
}

function draw(rows) {
  const box = byId("matrix"), origins = new Map(), cells = new Map();
  for (const row of rows) {
    if (row.word === "not-cors" || row.word === "pending") continue;
    origins.set(row.origin, (origins.get(row.origin) || 0) + 1);
    let line = cells.get(row.endpoint);
    if (!line) cells.set(row.endpoint, line = new Map());
    let cell = line.get(row.origin);
    if (!cell) line.set(row.origin, cell = { allowed: 0, blocked: 0, other: 0, errors: new Set(), last: row.word });
    cell[row.word === "allowed" || row.word === "blocked" ? row.word : "other"]++;
    if (row.error) cell.errors.add(row.error);
  }
  const across = [...origins].sort((a, b) => b[1] - a[1]).slice(0, MOST_ORIGINS).map(([origin]) => origin);
  const down = [...cells.keys()].map(endpoint => [address(endpoint), endpoint]).sort((a, b) => a[0] < b[0] ? -1 : 1).slice(0, MOST_ENDPOINTS).map(([, endpoint]) => endpoint);
  const said = el("p", { class: "told", id: "matrix-told" }, down.length ? `${told(down.length, cells.size, "endpoint", "endpoints")}, ${told(across.length, origins.size, "origin", "origins")}. Each cell has the colour of its newest fetch; choose one to see its fetches.`
    : "No CORS fetch yet.");
  const table = el("table", { "aria-describedby": "matrix-told" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Endpoint"),
      ...across.map(origin => el("th", { scope: "col" }, el("span", { class: "origin", title: origin }, origin))))),
    el("tbody", {}, ...down.map(endpoint => el("tr", {}, el("th", { scope: "row" }, name(endpoint)),
      ...across.map(origin => el("td", {}, cellOf(cells.get(endpoint).get(origin), origin, endpoint)))))));
  const old = box.querySelector(".scroll"), [top, left] = [old?.scrollTop || 0, old?.scrollLeft || 0];
  const focused = old?.contains(document.activeElement) ? document.activeElement : null;
  const scroll = el("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Matrix of origins and endpoints" }, table);
  box.replaceChildren(said, scroll);
  scroll.scrollTo(left, top);
  // whoever walks here by keyboard stays where he is while fetches arrive
  const again = focused && [...scroll.querySelectorAll(".cell")].find(cell => cell.dataset.at === focused.dataset.at);
  if (focused) (again || scroll).focus({ preventScroll: true });
}

// One endpoint's methods stand together.
function address(endpoint) {
  const at = endpoint.indexOf(" ");
  return `${endpoint.slice(at + 1)} ${endpoint.slice(0, at)}`;
}

const told = (shown, all, one, many) => count(all, one, many) + (shown < all ? ` (${number(shown)} shown)` : "");

function name(endpoint) {
  const at = endpoint.indexOf(" ");
  const [method, rest] = [endpoint.slice(0, at), endpoint.slice(at + 1)];
  const slash = rest.indexOf("/");
  return el("span", { class: "endpoint" }, el("span", { class: "method" }, method),
    el("span", { class: "path" }, slash < 0 ? "/" : rest.slice(slash)), el("span", { class: "host" }, slash < 0 ? rest : rest.slice(0, slash)));
}

function cellOf(cell, origin, endpoint) {
  if (!cell) return el("span", { class: "none" }, "·");
  const said = [cell.allowed && `${cell.allowed} allowed`, cell.blocked && `${cell.blocked} blocked`, cell.other && `${cell.other} other`].filter(Boolean).join(", ");
  return el("button", { type: "button", class: "cell", "data-word": cell.last, title: [said, ...cell.errors].join("\n"),
    "data-at": `${origin} ${endpoint}`, onclick: () => pick(origin, endpoint) },
    cell.allowed ? mark("allowed", "✓", cell.allowed) : null, cell.blocked ? mark("blocked", "✕", cell.blocked) : null,
    cell.other ? mark("depends", "?", cell.other) : null, el("span", { class: "sr" }, `${said}: ${endpoint} from ${origin}`));
}

const mark = (word, sign, times) => el("span", { "data-word": word, "aria-hidden": "true" }, `${sign} ${times}`);
