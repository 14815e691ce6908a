// What a vendored file asks of a browser and an office desktop (Chromium 90) does not have yet.
"use strict";

if (!("findLastIndex" in Array.prototype)) {
  Object.defineProperty(Array.prototype, "findLastIndex", {
    configurable: true,
    writable: true,
    value: function (holds, self) {
      for (let at = this.length - 1; at >= 0; at -= 1) {
        if (holds.call(self, this[at], at, this)) return at;
      }
      return -1;
    },
  });
}
