// Pieces: the page has places (.faro-piece) with a name, and a list (.faro-pieces) of the piece
// that stands in each and of the charts in it. A list may be heard before it is in the page. A part
// of the page that was drawn again alone has a list of its own, which goes before that of the page.
(() => {
  const lost = document.currentScript.dataset.lost;
  const KEPT = 64; // answers
  const places = document.getElementsByClassName("faro-piece");
  const lists = document.getElementsByClassName("faro-pieces");
  const answers = new Map(); // address → the text that comes, or null
  const sizes = new Map(); // name of a chart → its size here
  const shown = new WeakMap(); // place → address
  const said = new Map(); // name of a place → address
  let heard; // the last list of a message, or of the page
  let stood; // the last lists of the page

  const get = (address) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.onloadend = () => resolve(request.status === 200 ? request.responseText : null);
    request.send();
  });
  const keep = (address, answer) => {
    answers.delete(address); // the last asked for stands last
    answers.set(address, answer);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    return answer;
  };
  const ask = (address) => keep(address, answers.get(address) ?? get(address).then((text) => {
    if (text === null) answers.delete(address);
    return text;
  }));
  const askTogether = (digests) => {
    const missing = digests.filter((digest) => !answers.has(`/pieces/${digest}`));
    if (missing.length < 2) return;
    const all = get(`/pieces/${missing.join(".")}`).then((text) => JSON.parse(text) ?? []);
    missing.forEach((digest, at) => {
      const address = `/pieces/${digest}`;
      keep(address, all.then((pieces) => {
        if (pieces[at] == null) answers.delete(address);
        return pieces[at] ?? null;
      }));
    });
  };
  // A place that shows something waits for the rest, so that the page changes at once.
  const fill = async (place, all) => {
    const address = said.get(place.dataset.name);
    if (!address || shown.get(place) === address) return;
    shown.set(place, address);
    if (place.firstChild) await all;
    const html = await ask(address);
    if (shown.get(place) !== address) return; // another came meanwhile
    if (html === null) place.textContent = lost;
    else place.innerHTML = html;
    place.removeAttribute("aria-busy");
  };
  const hear = (list) => {
    heard = list;
    const drawings = [];
    const digests = [];
    for (const entry of list.split(";")) {
      const [name, piece, ...charts] = entry.split(" ");
      said.set(name, `/pieces/${piece}`);
      digests.push(piece);
      for (let at = 0; at < charts.length; at += 2) {
        const size = sizes.get(charts[at]);
        if (size) drawings.push(`/plots/${charts[at + 1]}/${size}.svg`);
      }
    }
    askTogether(digests);
    const all = Promise.all([...drawings, ...digests.map((digest) => `/pieces/${digest}`)].map(ask));
    return Promise.all([...places].map((place) => fill(place, all))).then(() => window.faro.fit?.());
  };
  new MutationObserver(() => {
    const every = [...lists].map((list) => list.dataset.pieces).filter(Boolean);
    const list = every.join(";");
    if (list !== stood) {
      stood = list;
      if (list && every.at(-1) !== heard) hear(list);
    }
    for (const place of places) fill(place);
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-pieces"],
  });

  const seen = () => new Promise((go) => { requestAnimationFrame(() => setTimeout(go)); });
  const stands = () => places.length > 0;
  const ahead = (list) => (list === heard || !stands() ? null : hear(list).then(seen));
  Object.assign(window.faro, { ahead, ask, sizes, stands });
})();
