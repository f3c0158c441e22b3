// Maps and tiles: one stop for the keyboard, arrows go from one to the next, and whatever is under
// the pointer, the focus or the finger says its value. A finger opens a page with a second touch.
(() => {
  const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const map = (element) => element?.closest?.("[data-faro-rove]");
  const links = (place) => [...place.querySelectorAll("a[aria-label]")];
  let shown; // the link a finger touched last

  const say = (link, more = "") => {
    const out = map(link)?.querySelector("output");
    if (out) out.textContent = link.getAttribute("aria-label") + more;
  };
  const settle = (place) => {
    if (place.dataset.faroRove === "set") return;
    place.dataset.faroRove = "set";
    links(place).forEach((link, at) => { link.tabIndex = at ? -1 : 0; });
  };
  new MutationObserver(() => {
    document.querySelectorAll("[data-faro-rove]").forEach(settle);
  }).observe(document.documentElement, { childList: true, subtree: true });

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const link = event.target.closest?.("[data-faro-rove] a");
      if (link) say(link);
    });
  }
  document.addEventListener("keydown", (event) => {
    const place = map(event.target);
    const all = place && links(place);
    const at = all ? all.indexOf(event.target) : -1;
    if (at < 0) return;
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1
      : at + (STEP[event.key] ?? NaN);
    if (!all[to]) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-faro-rove] a");
    if (!link || event.pointerType !== "touch" || shown === link) return;
    event.preventDefault();
    shown = link;
    say(link, ` · ${map(link).dataset.faroAgain}`);
  }, true);
})();
