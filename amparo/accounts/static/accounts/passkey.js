// Passkeys: asks the browser to make or show one, then sends the form that waits for it. Without this script
// everything else still works; the buttons stay hidden then.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  var bytes = function (text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0); });
  };
  var text = function (buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  var read = function (key) {
    var each = function (one) { return Object.assign({}, one, { id: bytes(one.id) }); };
    var options = Object.assign({}, key, { challenge: bytes(key.challenge) });
    if (key.user) options.user = Object.assign({}, key.user, { id: bytes(key.user.id) });
    if (key.excludeCredentials) options.excludeCredentials = key.excludeCredentials.map(each);
    if (key.allowCredentials) options.allowCredentials = key.allowCredentials.map(each);
    return { publicKey: options };
  };
  var write = function (made) {
    var response = { clientDataJSON: text(made.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made.response[name]) response[name] = text(made.response[name]);
    });
    if (made.response.getTransports) response.transports = made.response.getTransports();
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: response,
      authenticatorAttachment: made.authenticatorAttachment || null,
      clientExtensionResults: made.getClientExtensionResults()
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var button = form.querySelector("[data-passkey-button]");
    var said = form.querySelector("[data-passkey-said]");
    var making = form.dataset.passkey === "make";
    form.hidden = false;
    if (button) button.hidden = false;
    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value || (making && !form.reportValidity())) return;
      event.preventDefault();
      if (said) said.hidden = true;
      button.disabled = true;
      fetch(form.dataset.options, {
        method: "POST",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Accept": "application/json" }
      }).then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error("options");
        return answer.json();
      }).then(function (options) {
        var asked = read(options.publicKey || options);
        return making ? navigator.credentials.create(asked) : navigator.credentials.get(asked);
      }).then(function (made) {
        form.elements.credential.value = write(made);
        form.submit();
      }).catch(function () {
        button.disabled = false;
        if (said) said.hidden = false;
      });
    });
  });
})();
