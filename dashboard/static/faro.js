// Says where the server is, so that a page's own path is not tried first; keeps <html lang> in step with the page's language, and copies citations on request.
(() => {
  window.prerenderReady = false;
  const root = new URL("../", document.currentScript.src).href.replace(/\/$/, "");
  window.__streamlit = { BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root };
  const sync = () => {
    const mark = document.querySelector("[data-faro-lang]");
    if (mark && document.documentElement.lang !== mark.dataset.faroLang) {
      document.documentElement.lang = mark.dataset.faroLang;
    }
  };
  new MutationObserver(sync).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-faro-lang"],
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-faro-copy]");
    if (!button) return;
    const source = button.parentElement.querySelector("pre");
    await navigator.clipboard.writeText(source.textContent);
    const before = button.textContent;
    button.textContent = button.dataset.faroCopy;
    setTimeout(() => { button.textContent = before; }, 1600);
  });
})();
