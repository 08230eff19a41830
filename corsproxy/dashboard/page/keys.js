// The keyboard: single keys, never while somebody types, never with a modifier.
const KEYS = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", g: "first", Home: "first", G: "last", End: "last",
  Enter: "open", "/": "search", b: "blocked", m: "matrix", s: "simulate", r: "replay", p: "pause", t: "theme", "?": "help",
};
const IN_LIST = new Set(["ArrowDown", "ArrowUp", "Home", "End", "Enter"]);

export function listen(actions) {
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target, open = document.querySelector("dialog[open]");
    if (open) { if (event.key === "?") open.close(); return; }
    if (event.key === "Escape") { actions.escape(); return; }
    if (at.closest("input, select, textarea") && !(at.type === "radio" && !IN_LIST.has(event.key))) return;
    // a focused button or link keeps its own keys
    if (IN_LIST.has(event.key) && at !== document.body && !at.closest("#list")) return;
    const action = KEYS[event.key];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
}
