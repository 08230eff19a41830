// Exports of what is shown: asked for with the token, saved by the browser.
import { post } from "./ask.js";
import { byId, toast } from "./element.js";
import { count } from "./words.js";

export async function save(format, ids) {
  if (!ids.length) { toast("There is nothing to export.", true); return; }
  toast("Writing the file …", false, true);
  try {
    const response = await post("/api/export", { format, ids });
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "")?.[1] || `corsproxy.${format}`;
    const url = URL.createObjectURL(await response.blob());
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    toast(`${count(ids.length, "page fetch", "page fetches")} saved as ${name}, without secrets.`);
  } catch (error) { toast(error.message, true); }
}

export function exportRows(ids) {
  const button = byId("export"), sheet = byId("export-formats");
  const show = on => { sheet.hidden = !on; button.setAttribute("aria-expanded", String(on)); };
  button.addEventListener("click", event => { event.stopPropagation(); show(sheet.hidden); });
  document.addEventListener("click", () => show(false));
  button.parentElement.addEventListener("focusout", event => { if (event.relatedTarget && !button.parentElement.contains(event.relatedTarget)) show(false); });
  button.parentElement.addEventListener("keydown", event => {
    if (event.key === "Escape" && !sheet.hidden) { show(false); button.focus(); event.stopPropagation(); }
  });
  for (const one of sheet.querySelectorAll("button")) {
    one.addEventListener("click", () => { show(false); save(one.dataset.format, ids()); });
  }
}
