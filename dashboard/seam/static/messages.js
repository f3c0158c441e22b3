// Streamlit's messages are read on their way. Those of a run wait until it ends and what the list in
// one of them names stands in place: then Streamlit compares its tree, once. Where there is no such
// socket, the list is heard from the page.
(() => {
  const LIST = /data-pieces="([^"]+)"/;
  const PATIENCE = 60; // milliseconds Streamlit waits for the end of a run, and for what is shown before it
  const ENDED = 0x30; // first byte of the message that a run has ended
  const soon = () => new Promise((go) => { setTimeout(go, PATIENCE); });
  const listIn = (data) => (data instanceof ArrayBuffer ? new TextDecoder().decode(data).match(LIST)?.[1] : null);
  const isEnd = (data) => data.byteLength === 2 && new Uint8Array(data)[0] === ENDED;
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    #turn = Promise.resolve();
    #tell; // a run is going on: tells its first message that it has ended, and what is being shown
    #shown; // by its list

    addEventListener(kind, listener, ...more) {
      super.addEventListener(kind, kind !== "message" ? listener : (message) => {
        if (!this.#tell && window.faro.stands()) {
          const heard = new Promise((go) => { this.#tell = (shown) => go({ shown }); });
          this.#turn = this.#turn.then(() => Promise.race([heard, soon()])).then((run) => run?.shown);
        }
        const list = listIn(message.data);
        const shown = list && window.faro.ahead(list);
        const wait = shown && Promise.race([shown, soon()]);
        if (list) this.#shown = wait;
        if (isEnd(message.data)) {
          this.#tell?.(this.#shown);
          this.#tell = this.#shown = null;
        }
        this.#turn = this.#turn.then(() => wait).then(() => listener(message)).catch(reportError);
      }, ...more);
    }
  };
})();
