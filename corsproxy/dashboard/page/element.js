// Elements are made here and only here. Text goes in as text: nothing of a stranger's ever becomes markup.
export function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key.startsWith("data-") || key.startsWith("aria-") || key === "role") made.setAttribute(key, String(value));
    else made[key] = value;
  }
  made.append(...children.filter(some));
  return made;
}

const some = child => child !== null && child !== undefined && child !== false;

export function fill(element, ...children) {
  element.replaceChildren(...children.filter(some));
}

export function link(url, text) {
  if (!url.startsWith("https://")) return el("span", {}, text);
  return el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, text);
}

export const byId = id => document.getElementById(id);

let hiding = 0;
// `stays` until the next one: what was begun says how it ended.
export function toast(text, bad, stays) {
  const box = byId("toast");
  box.textContent = text;
  box.dataset.bad = bad ? "yes" : "no";
  box.hidden = false;
  clearTimeout(hiding);
  if (!stays) hiding = setTimeout(() => { box.hidden = true; }, bad ? 8000 : 3000);
}

// `what` is heard, not seen: there are many such buttons.
export function copyButton(text, what) {
  const label = () => ["Copy", el("span", { class: "sr" }, ` ${what}`)];
  const button = el("button", { type: "button", class: "copy" }, ...label());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      button.textContent = "Copied";
      setTimeout(() => { button.replaceChildren(...label()); }, 1500);
    } catch {
      toast("The browser did not let us copy; select the text and copy it by hand.", true);
    }
  });
  return button;
}
