// The municipalities that a reader follows: their codes and names stay in this browser, and nothing
// is sent. Each .faro-mine is filled with the links to them; where it names a municipality, with a
// button that follows it. A browser that keeps nothing is shown nothing.
(() => {
  const KEY = "faro-municipalities"; // [[code, name], …], the one followed last at the end
  try {
    localStorage.setItem(`${KEY}-tried`, "");
    localStorage.removeItem(`${KEY}-tried`);
  } catch {
    return;
  }
  const words = () => document.querySelector("[data-faro-mine]")?.dataset;
  const kept = () => {
    try {
      const all = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return all.filter(([cut, name]) => /^\d{5}$/.test(cut) && typeof name === "string");
    } catch {
      return []; // not as we write it
    }
  };
  const make = (tag, properties, ...parts) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...parts);
    return made;
  };
  const link = (href, query, textContent) => {
    const to = new URL(href, document.baseURI);
    for (const [key, value] of Object.entries(query)) to.searchParams.set(key, value);
    return make("a", { href: to.href, target: "_self", textContent });
  };

  const button = ({ cut, name }, says) => {
    const others = kept().filter(([code]) => code !== cut);
    const isKept = others.length < kept().length;
    const star = make("span", { textContent: isKept ? "★ " : "☆ " });
    star.setAttribute("aria-hidden", "true");
    const made = make("button", { type: "button" }, star, isKept ? says.faroMineStop : says.faroMineFollow);
    made.addEventListener("click", () => {
      try {
        localStorage.setItem(KEY, JSON.stringify(isKept ? others : [...others, [cut, name]]));
      } catch {
        return; // no room: it stays unpressed
      }
      fillAll(true);
    });
    return made;
  };
  const list = (says) => {
    const last = kept().reverse();
    if (!last.length) return [];
    const most = Number(says.faroMineMost);
    const who = last.slice(0, most).map(([cut]) => cut).join(",");
    const named = last.length > most ? says.faroMineCompareLast : says.faroMineCompare;
    const compare = link(says.faroMineComparar, { who }, named);
    return [
      make("b", { textContent: says.faroMine }),
      ...last.map(([cut, name]) => link(says.faroMineMunicipio, { cut }, name)),
      ...(last.length > 1 ? [compare] : []),
      make("small", { textContent: says.faroMineKept }),
    ];
  };

  const drawn = new WeakMap(); // place → the edition and language it was filled in
  const fill = (place, says) => {
    const hadFocus = place.querySelector("button") === document.activeElement;
    drawn.set(place, says.faroMineComparar);
    const parts = [...(place.dataset.cut ? [button(place.dataset, says)] : []), ...list(says)];
    place.hidden = !parts.length;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", says.faroMine);
    place.replaceChildren(...parts);
    if (hadFocus) place.querySelector("button")?.focus();
  };
  const fillAll = (anew = false) => {
    const says = words();
    if (!says) return;
    for (const place of document.querySelectorAll(".faro-mine")) {
      if (anew || drawn.get(place) !== says.faroMineComparar) fill(place, says);
    }
  };
  new MutationObserver(() => fillAll()).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("storage", (event) => { if (event.key === KEY) fillAll(true); });
})();
