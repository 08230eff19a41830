// The virtual list: only the rows in view are in the document, so ten thousand cost as much as twenty.
import { byId, el } from "./element.js";
import { BROWSERS, MARKS, WORDS, clock, parts } from "./words.js";

const HEIGHT = 54, SPARE = 6;
const list = byId("list"), spacer = byId("spacer");
const drawn = new Map();
let view = [], selected = null, planned = false, choose = () => {}, open = () => {};

export function onChoose(chosen, opened) { choose = chosen; open = opened; }
export const selectedId = () => selected;
export const shownRows = () => view;

function badges(row) {
  const box = el("span", { class: "badges" });
  for (const [name, [short, full]] of Object.entries(BROWSERS)) {
    const word = row.badges[name];
    if (!word) continue;
    box.append(el("span", { class: "badge", "data-word": word, title: `${full}: ${WORDS[word]}` },
      el("span", { "aria-hidden": "true" }, `${short} ${MARKS[word]}`), el("span", { class: "sr" }, `${full} ${WORDS[word]}. `)));
  }
  return box;
}

function draw(row) {
  const url = parts(row.url);
  const truth = row.cause && row.word !== "blocked" && row.word !== "depends" ? `${row.line} · ${row.cause}` : row.cause || row.line;
  const made = el("div", { class: "row", role: "option", id: `row-${row.id}`, "data-word": row.word },
    el("span", { class: "mark", "data-word": row.word, title: WORDS[row.word] },
      el("span", { "aria-hidden": "true" }, MARKS[row.word]), el("span", { class: "sr" }, `${WORDS[row.word]}. `)),
    el("span", { class: "method", title: row.method }, row.method),
    el("span", { class: "url", title: row.url }, el("span", { class: "path" }, url.path), el("span", { class: "host" }, url.host)),
    el("span", { class: "status" }, row.status),
    badges(row),
    el("time", {}, clock(row.t)),
    el("span", { class: "truth" },
      el("span", { class: "origin", title: row.origin }, row.origin),
      el("span", { class: "why", title: row.line }, truth),
      row.deployed ? el("span", { class: "flag sim", title: `As deployed: ${WORDS[row.deployed]}` }, `simulated · deployed ${WORDS[row.deployed]}`) : null,
      row.replayed ? el("span", { class: "flag" }, "sent again") : null),
    el("span", { class: "who", title: row.who ? `written by ${row.who}` : "" }, row.who));
  made.addEventListener("click", () => { choose(row.id); open(row.id); });
  return made;
}

function paint() {
  planned = false;
  const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - SPARE);
  const last = Math.min(view.length, Math.ceil((list.scrollTop + list.clientHeight) / HEIGHT) + SPARE);
  const keep = new Set();
  let before = null; // the document keeps the order of the list, for whoever hears it read
  for (let at = first; at < last; at++) {
    const row = view[at];
    keep.add(row.id);
    let known = drawn.get(row.id);
    if (!known || known.row !== row) {
      const element = draw(row);
      if (known) known.element.replaceWith(element);
      known = { row, element, at: -1 };
      drawn.set(row.id, known);
    }
    const place = before ? before.nextSibling : spacer.firstChild;
    if (place !== known.element) spacer.insertBefore(known.element, place);
    before = known.element;
    if (known.at !== at) {
      known.at = at;
      known.element.style.transform = `translateY(${at * HEIGHT}px)`;
      known.element.setAttribute("aria-posinset", at + 1);
    }
    known.element.setAttribute("aria-setsize", view.length);
    known.element.setAttribute("aria-selected", String(row.id === selected));
  }
  for (const [id, known] of drawn) if (!keep.has(id)) { known.element.remove(); drawn.delete(id); }
  if (selected && drawn.has(selected)) list.setAttribute("aria-activedescendant", `row-${selected}`);
  else list.removeAttribute("aria-activedescendant");
}

export function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(paint);
}

// Rows are ordered by number, the highest first.
function indexOf(number) {
  let low = 0, high = view.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (view[middle].n > number) low = middle + 1; else high = middle;
  }
  return low;
}

export function show(rows) {
  const top = Math.floor(list.scrollTop / HEIGHT), anchor = list.scrollTop > 0 ? view[top] : null;
  const within = list.scrollTop - top * HEIGHT;
  view = rows;
  spacer.style.height = `${view.length * HEIGHT}px`;
  // who has scrolled down keeps what he reads where it is
  if (anchor) {
    const at = indexOf(anchor.n);
    if (view[at]?.id === anchor.id && at !== top) list.scrollTop = at * HEIGHT + within;
  }
  plan();
}

export function select(id) {
  selected = id;
  const row = view.find(one => one.id === id);
  if (row) {
    const at = indexOf(row.n), y = at * HEIGHT;
    if (y < list.scrollTop) list.scrollTop = y;
    else if (y + HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = y + HEIGHT - list.clientHeight;
  }
  plan();
}

export function move(by) {
  if (!view.length) return null;
  const row = view.find(one => one.id === selected);
  const at = row ? indexOf(row.n) + by : by > 0 ? 0 : view.length - 1;
  const next = view[Math.min(view.length - 1, Math.max(0, at))];
  choose(next.id);
  return next.id;
}

list.addEventListener("scroll", plan, { passive: true });
new ResizeObserver(plan).observe(list);
