/* A little computation before a question is sent: it holds floods without asking who somebody is. SHA-256 by FIPS 180-4. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-task]");
  if (!form) return;
  const K = new Uint32Array(64), H0 = new Uint32Array(8);
  for (let n = 2, i = 0; i < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (i < 8) H0[i] = (Math.sqrt(n) % 1) * 4294967296;
    K[i++] = (Math.cbrt(n) % 1) * 4294967296;
  }
  const W = new Uint32Array(64);
  const rot = (x, n) => (x >>> n) | (x << (32 - n));
  const block = (H, at) => {
    for (let i = 0; i < 16; i++) W[i] = (at[4 * i] << 24) | (at[4 * i + 1] << 16) | (at[4 * i + 2] << 8) | at[4 * i + 3];
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15], y = W[i - 2];
      W[i] = W[i - 16] + (rot(x, 7) ^ rot(x, 18) ^ (x >>> 3)) + W[i - 7] + (rot(y, 17) ^ rot(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = H;
    for (let i = 0; i < 64; i++) {
      const t = (h + (rot(e, 6) ^ rot(e, 11) ^ rot(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const u = ((rot(a, 2) ^ rot(a, 13) ^ rot(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    H[0] += a; H[1] += b; H[2] += c; H[3] += d; H[4] += e; H[5] += f; H[6] += g; H[7] += h;
  };
  const task = form.dataset.task + ":", bits = Number(form.dataset.bits);
  const bytes = Array.from(task, (sign) => sign.charCodeAt(0));
  const whole = bytes.length - (bytes.length % 64), start = Uint32Array.from(H0);
  for (let i = 0; i < whole; i += 64) block(start, bytes.slice(i, i + 64));
  const tail = bytes.slice(whole);
  const proves = (found) => {
    const last = tail.concat(Array.from(String(found), (sign) => sign.charCodeAt(0)));
    const length = (whole + last.length) * 8;
    last.push(128);
    while (last.length % 64 !== 56) last.push(0);
    last.push(0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
    const H = Uint32Array.from(start);
    for (let i = 0; i < last.length; i += 64) block(H, last.slice(i, i + 64));
    return (H[0] >>> (32 - bits)) === 0;
  };
  const out = form.querySelector("[name=found]"), said = form.querySelector("[data-work]");
  let found = 0, wanted = false;
  if (said) said.textContent = said.dataset.working;
  form.elements.task.value = form.dataset.task;
  form.addEventListener("submit", (event) => {
    if (!out.value) { event.preventDefault(); wanted = true; }
  });
  const go = () => {
    const until = performance.now() + 40;
    while (performance.now() < until) {
      for (let i = 0; i < 64; i++, found++) {
        if (proves(found)) {
          out.value = String(found);
          if (said) said.textContent = said.dataset.ready;
          if (wanted) form.requestSubmit(form.querySelector("[name=send]"));
          return;
        }
      }
    }
    setTimeout(go, 0);
  };
  go();
})();
