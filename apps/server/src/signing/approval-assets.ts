/** Style of the approval page: system fonts, 320 px upwards, high contrast. No features newer than 2014. */
export const APPROVAL_CSS = `*{box-sizing:border-box}
body{margin:0;background:#f2f5f8;color:#1a2330;font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif}
main{max-width:560px;margin:0 auto;padding:16px}
header{overflow:hidden;padding:8px 0}
header a{float:right;padding:8px 0;color:#0b57a4}
h1{margin:0;font-size:22px;line-height:1.5}
.card{background:#fff;border:1px solid #cdd6e0;border-radius:6px;padding:16px}
.facts{width:100%;border-collapse:collapse;margin:8px 0 16px;table-layout:fixed}
.facts th{width:36%;text-align:left;font-weight:normal;color:#465568;vertical-align:top;padding:6px 8px 6px 0}
.facts td{padding:6px 0;word-wrap:break-word;overflow-wrap:break-word}
.strong td{font-weight:bold}
label{display:block;margin-bottom:4px}
input{width:100%;padding:10px;font-size:18px;border:1px solid #65758a;border-radius:4px;background:#fff;color:#1a2330}
button{display:block;width:100%;margin-top:12px;padding:12px;font-size:17px;border-radius:4px;border:1px solid #0b57a4;cursor:pointer}
.yes{background:#0b57a4;color:#fff}
.no{background:#fff;color:#8c1d18;border-color:#8c1d18}
input:focus,button:focus,a:focus{outline:3px solid #f0a020;outline-offset:1px}
button[disabled]{opacity:.55;cursor:default}
.message{margin:12px 0 0;padding:10px;border-left:4px solid #8c1d18;background:#fdf1f0}
.hidden{display:none}
.done{border-left-color:#1c6b3a;background:#eff8f2}
.stamp{display:inline-block;padding:0 8px;border:1px solid #8c5a00;color:#8c5a00;border-radius:3px;font-size:14px}
`;

/** ES5, so that the browsers of old ward computers run it. Sends the answer and shows what came of it. */
export const APPROVAL_JS = `(function () {
  'use strict';
  var form = document.getElementById('answer');
  if (!form) return;
  var texts = JSON.parse(form.getAttribute('data-texts'));
  var pin = document.getElementById('pin');
  var message = document.getElementById('message');
  var buttons = form.getElementsByTagName('button');
  form.className = '';
  pin.focus();
  function busy(on) {
    for (var i = 0; i < buttons.length; i++) buttons[i].disabled = on;
  }
  function show(text, done) {
    message.className = done ? 'message done' : 'message';
    message.textContent = text;
  }
  function local(instant) {
    var offset = Number(form.getAttribute('data-offset'));
    var at = new Date(new Date(instant).getTime() + offset * 60000);
    return at.toISOString().slice(0, 16).replace('T', ' ') + ' (' + form.getAttribute('data-zone') + ')';
  }
  function answered(status, body) {
    busy(false);
    if (status === 200) {
      form.className = 'hidden';
      show(body.status === 'active' ? texts.approved.replace('{t}', local(body.expiresAt)) : texts.denied, true);
      return;
    }
    var text = texts.errors[body.code] || texts.errors.other;
    show(text.replace('{n}', body.triesLeft === undefined ? '' : String(body.triesLeft)), false);
    pin.value = '';
    pin.focus();
  }
  function send(decision) {
    var request = new XMLHttpRequest();
    var body = { token: form.getAttribute('data-token'), decision: decision };
    if (decision === 'approve') {
      if (!pin.value) { show(texts.errors['invalid-request'], false); pin.focus(); return; }
      body.pin = pin.value;
    }
    busy(true);
    show(texts.busy, true);
    request.open('POST', form.getAttribute('action'));
    request.setRequestHeader('Content-Type', 'application/json');
    request.onreadystatechange = function () {
      if (request.readyState !== 4) return;
      var parsed = {};
      try { parsed = JSON.parse(request.responseText); } catch (ignored) { parsed = {}; }
      answered(request.status, parsed);
    };
    request.send(JSON.stringify(body));
  }
  form.onsubmit = function () { send('approve'); return false; };
  document.getElementById('deny').onclick = function () { send('deny'); };
})();
`;
