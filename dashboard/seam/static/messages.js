// Streamlit's messages are read on their way: what the list in one names is put in place first, then
// Streamlit compares its tree. Where there is no such socket, the list is heard from the page.
(() => {
  const LIST = /data-pieces="([^"]+)"/;
  const PATIENCE = 60; // milliseconds Streamlit waits for what is shown before it
  const soon = () => new Promise((go) => { setTimeout(go, PATIENCE); });
  const ahead = ({ data }) => {
    const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data) : "";
    const list = text.match(LIST)?.[1];
    const shown = list ? window.faro.ahead(list) : null;
    return shown && Promise.race([shown, soon()]);
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    #turn = Promise.resolve();

    addEventListener(kind, listener, ...more) {
      super.addEventListener(kind, kind !== "message" ? listener : (message) => {
        const wait = ahead(message);
        this.#turn = this.#turn.then(() => wait).then(() => listener(message)).catch(reportError);
      }, ...more);
    }
  };
})();
