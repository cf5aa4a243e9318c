// Keeps a page up to date with the server's stream. Without it the page is complete and has a link to refresh it.
"use strict";
(() => {
  const body = document.body;
  if (!("live" in body.dataset)) return;
  const state = document.getElementById("live");
  const refresh = document.getElementById("refresh");
  const outage = document.getElementById("outage");
  let source = null;
  let retry = 0;

  const show = (name, words) => {
    if (body.dataset.state === name) return;
    body.dataset.state = name;
    state.textContent = words;
    refresh.hidden = name === "live";
  };

  // Makes one tree like another and touches nothing that is alike, so that focus, selection, scrolling and what was typed
  // or opened stay.
  const adapt = (old, fresh) => {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    const keepsOpen = old.nodeName === "DETAILS";
    for (const { name, value } of [...fresh.attributes]) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !(keepsOpen && name === "open")) old.removeAttribute(name);
    }
    children(old, fresh);
  };
  const children = (old, fresh) => {
    const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
    after.forEach((node, index) => (index < before.length ? adapt(before[index], node) : old.append(node)));
    before.slice(after.length).forEach((node) => node.remove());
  };

  // Rows come and go above what somebody ticked or is about to press: both stay with what they were meant for.
  const renew = (part, fresh) => {
    const boxes = () => [...part.querySelectorAll("input[type=checkbox]")];
    const meaning = (each) => each.form && each.textContent + [...new FormData(each.form)].join() + each.form.action;
    const ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const meant = focused && meaning(focused);
    children(part, fresh);
    for (const box of boxes()) box.checked = ticked.has(box.value);
    if (!meant || (focused.isConnected && meaning(focused) === meant)) return;
    const same = [...part.querySelectorAll("button")].find((button) => meaning(button) === meant);
    if (same) same.focus();
    else focused.blur();
  };

  const connect = () => {
    if (source || document.hidden) return;
    source = new EventSource(location.href);
    source.addEventListener("open", () => {
      retry = 0;
      show("live", "Live");
    });
    source.addEventListener("part", (event) => {
      const { id, html } = JSON.parse(event.data);
      const part = document.getElementById(id);
      // The page is another one by now, such as after an outage.
      if (!part) return location.reload();
      const template = document.createElement("template");
      template.innerHTML = html;
      renew(part, template.content);
    });
    source.addEventListener("trouble", (event) => {
      outage.textContent = `What you see is old: ${JSON.parse(event.data)}`;
      outage.hidden = false;
    });
    source.addEventListener("fine", () => (outage.hidden = true));
    source.addEventListener("error", () => {
      show("lost", "Not live");
      if (source.readyState !== EventSource.CLOSED) return;
      disconnect();
      retry = Math.min(retry + 1, 6);
      setTimeout(connect, 5000 * retry);
    });
  };
  const disconnect = () => {
    source?.close();
    source = null;
  };

  // A page that nobody looks at needs no connection, of which a browser has few.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
