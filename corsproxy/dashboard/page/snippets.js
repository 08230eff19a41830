// A fix in every dialect: tabs, the text, a copy button. The dialect that was last chosen is chosen everywhere.
import { copyButton, el } from "./element.js";
import { DIALECTS } from "./words.js";

let preferred = null;
try { preferred = localStorage.getItem("dialect"); } catch { /* private windows */ }
let count = 0;

// `first` is the dialect to begin with where none was chosen: what a function wrote is mended in the function.
export function snippets(byDialect, cautions, folded, first) {
  const names = Object.keys(byDialect);
  if (!names.length) return null;
  const id = `snippet-${++count}`;
  const code = el("pre", { class: "snippet", id, tabIndex: 0, role: "tabpanel" }), caution = el("p", { class: "caution" });
  const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "Dialect" });
  let now = names[0];
  const pick = (name, byHand) => {
    now = name;
    code.textContent = byDialect[name];
    code.setAttribute("aria-label", DIALECTS[name] || name);
    caution.textContent = cautions?.[name] || "";
    caution.hidden = !caution.textContent;
    for (const tab of tabs.children) {
      tab.setAttribute("aria-selected", String(tab.dataset.name === name));
      tab.tabIndex = tab.dataset.name === name ? 0 : -1;
    }
    if (byHand) { preferred = name; try { localStorage.setItem("dialect", name); } catch { /* private windows */ } }
  };
  for (const name of names) {
    tabs.append(el("button", { type: "button", role: "tab", "data-name": name, "aria-controls": id, onclick: () => pick(name, true) }, DIALECTS[name] || name));
  }
  tabs.addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = names[(names.indexOf(now) + by + names.length) % names.length];
    pick(next, true);
    [...tabs.children].find(tab => tab.dataset.name === next).focus();
    event.preventDefault();
  });
  pick(names.find(name => name === preferred) || names.find(name => name === first) || names[0], false);
  const whole = el("div", { class: "snippets" }, tabs, el("div", { class: "code-box" }, code, copyButton(() => byDialect[now], "the snippet")), caution);
  return folded ? el("details", {}, el("summary", {}, "Show it in your dialect"), whole) : whole;
}
