// What the host page needs before and beside Streamlit: the server's address, the reader's theme,
// the steps of Back, the language of the document, and words for what Streamlit says in English only.
(() => {
  window.prerenderReady = false;
  const root = new URL("../", document.currentScript.src).href.replace(/\/$/, "");
  window.__streamlit = { BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root };

  // Where the theme is, and what scrolls: for our own scripts.
  const part = (name) => () => document.querySelector(name);
  // What Streamlit says by itself, in the page's words (seam/bundles.py); parts, too, may be its own.
  const said = (english, parts) => {
    const words = window.faro.words[document.documentElement.lang] ?? {};
    return words[english]?.replace(/\{(\d)\}/g, (_, at) => words[parts[at]] ?? parts[at]);
  };
  // Months, weekdays and numbers of its widgets: it asks the browser, the reader reads the page.
  const usual = navigator.language;
  Object.defineProperty(navigator, "language", {
    configurable: true,
    get: () => ({ es: "es-CL", en: "en-GB" })[document.documentElement.lang] ?? usual,
  });
  // Whether the page is at rest: true, too, where Streamlit no longer says it.
  const settled = () => !document.querySelector("[data-test-script-state]:not([data-test-script-state=notRunning])");
  window.faro = { app: part(".stApp"), main: part(".stMain"), settled, said, words: {} };

  // Streamlit tells the page around it what it does. There is none: it would only tell itself.
  window.addEventListener("message", (event) => {
    if (event.source === window && event.data?.stCommVersion) event.stopImmediatePropagation();
  });

  // One Back undoes one thing that the reader did and the server was told of. Streamlit makes a step
  // of whatever the server writes into an address, and it may write several times for one thing: the
  // edition shown, a choice carried on, one that is usual anyway.
  const SENT = 2000; // milliseconds in which what was done is sent
  let touched = -Infinity; // when the reader last touched anything
  let asked = 0; // times that the server was told of what is no step yet and still being answered
  for (const kind of ["pointerdown", "click", "keydown", "change"]) {
    window.addEventListener(kind, () => { touched = performance.now(); }, true);
  }
  window.addEventListener("popstate", () => { [touched, asked] = [-Infinity, 0]; }, true);
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...said) {
    if (performance.now() - touched < SENT) asked += 1;
    return send.apply(this, said);
  };
  const step = history.pushState.bind(history);
  history.pushState = (state, title, to) => {
    const isNew = new URL(to ?? "", location.href).href !== location.href;
    if (isNew && asked) {
      asked -= 1;
      step(state, title, to);
    } else history.replaceState(state, title, to);
  };
  new MutationObserver(() => { if (settled()) asked = 0; }).observe(document.documentElement, {
    subtree: true, attributes: true, attributeFilter: ["data-test-script-state"],
  });

  // Streamlit keeps the theme by path; Faro keeps one for the whole site.
  let store;
  try { store = window.localStorage; } catch { /* a browser that keeps nothing */ }
  const chosen = store?.getItem("faro-theme");
  if (chosen === "Light" || chosen === "Dark") {
    store.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(chosen));
  }

  // In a narrow window the menu covers the page: one left open would lie over the page loaded next.
  const NARROW = matchMedia("(max-width: 768px)");
  if (NARROW.matches) {
    Object.keys(store ?? {}).filter((key) => key.startsWith("stSidebarCollapsed")).forEach((key) => {
      store.removeItem(key);
    });
  }

  const set = (element, name, value) => {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const MENU = "[data-testid=stSidebarNav] :is(ul, li)";
  const sync = () => {
    const mark = document.querySelector("[data-faro-lang]");
    if (!mark) return;
    set(document.documentElement, "lang", mark.dataset.faroLang);
    set(document.querySelector("[data-testid=stTopNav]"), "aria-label", mark.dataset.faroNav);
    set(document.querySelector("[data-testid=stLogoLink]"), "aria-label", mark.dataset.faroHome);
    // Its lists hold boxes between list and entries, which no list may (streamlit/streamlit#8681).
    for (const part of NARROW.matches ? document.querySelectorAll(MENU) : []) {
      set(part, "role", part.matches("ul") ? "group" : "none");
    }
  };
  // In a narrow window the menu lies over the page, and Streamlit leaves it there: whoever chooses a
  // page in it, touches what is beside it or presses Escape wants the page.
  const away = ({ type, key, target }) => {
    const drawer = NARROW.matches && document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
    if (!drawer) return;
    const isDone = type === "keydown" ? key === "Escape" : target.closest("a") || !drawer.contains(target);
    const close = drawer.querySelector("[data-testid=stSidebarCollapseButton] button");
    if (isDone) setTimeout(() => close?.click());
  };
  for (const kind of ["click", "keydown"]) window.addEventListener(kind, away, true);

  // Streamlit's uploader speaks English only: give it the words of the page.
  const uploader = () => {
    const words = document.querySelector("[data-faro-upload]")?.dataset;
    const box = words && document.querySelector("[data-testid=stFileUploader]");
    if (!box) return;
    const write = (element, text) => {
      if (element && element.textContent !== text) element.textContent = text;
    };
    set(box.querySelector("input[type=file]"), "aria-label", words.faroUpload);
    for (const button of box.querySelectorAll("button")) {
      const text = button.querySelector("p");
      if (text) write(text, words.faroUpload);
      else if (button.closest("[data-testid=stFileChipDeleteBtn]")) {
        set(button, "aria-label", words.faroRemove);
      } else set(button, "aria-label", words.faroReplace);
    }
    write(box.querySelector("[aria-invalid=true] [role=alert]"), words.faroTooLarge);
  };
  new MutationObserver(uploader).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-faro-upload"],
  });

  new MutationObserver(sync).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-faro-lang"],
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-faro-theme]")) return;
    const scheme = getComputedStyle(document.querySelector(".stApp")).colorScheme;
    store?.setItem("faro-theme", scheme.includes("dark") ? "Light" : "Dark");
    location.reload();
  });
})();
