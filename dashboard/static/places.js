// Where a reader stands on a page: an address may name a card (#card), and Back returns to it.
(() => {
  const KEY = "faro-places"; // addresses of this visit → how far the page was scrolled
  const { main, settled } = window.faro;
  let store;
  try { store = window.sessionStorage; } catch { /* a browser that keeps nothing */ }
  const kept = () => JSON.parse(store?.getItem(KEY) ?? "{}");
  const here = () => location.pathname + location.search;
  const wants = () => { // the card that the address names
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return ""; // a sign that is no address of ours
    }
  };
  const named = (id) => document.getElementById(id) ?? document.querySelector(`.st-key-card_${CSS.escape(id)}`);

  const whole = () => document.querySelector(".faro-foot") // what still comes moves a place
    && settled()
    && !document.querySelector(".faro-piece[aria-busy]");

  let wanted; // what is still to be done: a function that says whether it is
  // A card may stand in another tab, or in a part that is closed: the server knows the tab, and of
  // the parts all are opened.
  const unfold = async (id) => {
    wanted = undefined;
    if (!/^[\w-]+$/.test(id)) return; // no card is called so
    const asked = new URLSearchParams(location.search);
    const page = location.pathname.split("/").pop() || "resumen";
    const address = ["", "faro", "cards", asked.get("build") ?? "latest", page, id];
    const answer = await fetch(`${address.join("/")}.json`).catch(() => null);
    if (!answer?.ok) return;
    const missing = Object.entries(await answer.json()).filter(([key, value]) => asked.get(key) !== value);
    if (missing.length) asked.delete("open"); // the parts of another tab
    else if (!document.querySelector(".st-key-open") || asked.get("open") === "all") return;
    else asked.set("open", "all");
    for (const [key, value] of missing) value === null ? asked.delete(key) : asked.set(key, value);
    location.replace(`${location.pathname}?${asked}#${id}`);
  };
  const land = (id) => () => {
    const place = named(id);
    if (!whole()) return false;
    if (!place) {
      unfold(id);
      return false;
    }
    place.scrollIntoView({ block: "start", behavior: "instant" });
    place.classList.remove("faro-landed");
    void place.offsetWidth; // the mark of a place begins anew
    place.classList.add("faro-landed");
    return true;
  };
  const back = (top) => () => {
    main()?.scrollTo({ top, behavior: "instant" });
    return main() && whole() && Math.abs(main().scrollTop - top) < 2;
  };
  const want = (doing) => {
    wanted = doing;
    const until = Date.now() + 60000; // a page comes piece by piece; any touch of the reader ends it
    let calm = 0; // what comes above a place moves it: done is what is done twice
    const go = () => {
      if (wanted !== doing || Date.now() > until) return;
      calm = doing() ? calm + 1 : 0;
      if (calm > 1) wanted = undefined;
      else setTimeout(go, calm ? 700 : 60);
    };
    go();
  };
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { wanted = undefined; }, { passive: true, capture: true });
  }

  let noting;
  document.addEventListener("scroll", (event) => {
    if (event.target !== main() || wanted) return;
    clearTimeout(noting);
    const address = here();
    const top = main().scrollTop;
    noting = setTimeout(() => {
      store?.setItem(KEY, JSON.stringify({ ...kept(), [address]: top }));
    }, 120);
  }, true);

  const [arrival] = performance.getEntriesByType("navigation");
  const top = kept()[here()];
  if (arrival?.type === "back_forward" && top) want(back(top));
  else if (wants()) want(land(wants()));
  window.addEventListener("hashchange", () => { if (wants()) want(land(wants())); });
  window.addEventListener("popstate", () => {
    const before = kept()[here()];
    if (wants()) want(land(wants()));
    else if (before) want(back(before));
  });
})();
