// Charts: a place (.faro-plot) names a figure; the server draws it for the width it has there.
// A figure that changes takes the place of the one before when its drawing has come. Under a
// pointer a chart is drawn again by Plotly, so that it says its values.
(() => {
  const REST = 80; // milliseconds a pointer stays before a chart is made to answer it
  const OPTIONS = { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false };
  const library = new URL(document.currentScript.dataset.plotly, document.baseURI).href;
  const places = document.getElementsByClassName("faro-plot");
  const taken = new WeakSet(); // a place is taken once: while a page changes, two may have one name
  const charts = new Map(); // name → { place, body, src, wanted, shown, graph }

  const still = (chart, body) => {
    if (chart.graph) window.Plotly.purge(chart.graph);
    chart.graph = null;
    chart.body.innerHTML = body;
    chart.shown = chart.wanted;
  };
  const show = async (chart) => {
    const wanted = `${chart.src}/${chart.width}`;
    if (!chart.width || chart.wanted === wanted) return;
    chart.wanted = wanted;
    const body = await window.faro.ask(`${wanted}.svg`);
    if (chart.wanted !== wanted) return; // another figure, or another width, came meanwhile
    still(chart, body ?? ""); // what stood there is of another figure
    if (!body) await live(chart).catch(() => { chart.body.textContent = chart.place.ariaLabel; });
  };

  let loaded;
  const load = () => {
    loaded ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loaded;
  };
  const live = async (chart) => {
    const { wanted } = chart;
    const answer = await fetch(`${wanted}.json`);
    const { data, layout } = await answer.json();
    await load();
    if (chart.wanted !== wanted || chart.graph) return;
    chart.graph = document.createElement("div");
    chart.place.append(chart.graph);
    await window.Plotly.newPlot(chart.graph, data, layout, OPTIONS);
    chart.body.replaceChildren(chart.graph);
    chart.shown = wanted;
  };
  let resting;
  document.addEventListener("pointermove", (event) => {
    clearTimeout(resting);
    const chart = charts.get(event.target.closest?.(".faro-plot")?.dataset.name);
    if (!chart || chart.graph || chart.shown !== chart.wanted) return;
    const at = { clientX: event.clientX, clientY: event.clientY, bubbles: true };
    resting = setTimeout(async () => {
      await live(chart).catch(() => {});
      const under = document.elementFromPoint(at.clientX, at.clientY);
      if (chart.graph?.contains(under)) under.dispatchEvent(new MouseEvent("mousemove", at));
    }, REST);
  });

  const measured = (chart, width) => {
    chart.width = width;
    window.faro.widths.set(chart.place.dataset.name, width);
  };
  let sizing;
  const measure = () => { // what is out of sight is not laid out until it is asked for
    for (const chart of charts.values()) {
      if (!chart.width) measured(chart, chart.place.clientWidth);
      show(chart);
    }
  };
  const sized = new ResizeObserver((sizes) => {
    for (const { target, contentRect } of sizes) {
      const chart = charts.get(target.dataset.name);
      if (chart?.place !== target) continue;
      const isNew = !chart.width;
      measured(chart, Math.round(contentRect.width));
      if (isNew) show(chart);
    }
    clearTimeout(sizing);
    sizing = setTimeout(measure, REST);
  });
  const take = (place) => {
    taken.add(place);
    const { name, src } = place.dataset;
    const chart = charts.get(name)
      ?? { body: document.createElement("div"), width: window.faro.widths.get(name) };
    charts.set(name, chart);
    if (chart.place) sized.unobserve(chart.place);
    Object.assign(chart, { place, src });
    place.replaceChildren(chart.body);
    sized.observe(place);
    show(chart);
    if (!chart.width) {
      clearTimeout(sizing);
      sizing = setTimeout(measure, REST);
    }
  };
  new MutationObserver(() => {
    for (const place of [...places]) if (!taken.has(place)) take(place);
    for (const [name, { place, graph }] of charts) {
      if (place.isConnected) continue;
      if (graph) window.Plotly.purge(graph);
      sized.unobserve(place);
      charts.delete(name);
      const other = [...places].find((one) => one.dataset.name === name);
      if (other) take(other);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
