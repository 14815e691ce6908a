// Amounts as people type them, and the sums that begin with "=": numbers, + − × ÷ and brackets. All of
// it is exact: whole numbers of any length above and below the line of a fraction, and no float.
"use strict";

const WIDE = /[\uff01-\uff5e]/g;
const SIGNS = { "×": "*", "÷": "/", "−": "-", "\u3000": " " };
const SCALES = { "": 1n, 万: 10n ** 4n, 亿: 10n ** 8n };
const GROUPED = /^\d{1,3}(,\d{3})+$/;
const PART = /\s*(?:[¥￥]?\s*(\d[\d,]*)(?:\.(\d*))?\s*(?:(万|亿)?元?)|([-+*/()]))/y;
const SIGNS_MAX = 200;
const FEN = 100n;

// Full-width digits and signs in their ordinary forms.
function narrow(text) {
  const plain = text.replace(WIDE, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));
  return plain.replace(/[×÷−\u3000]/g, (one) => SIGNS[one]);
}

function parts(text) {
  const found = [];
  PART.lastIndex = 0;
  while (text.slice(PART.lastIndex).trim()) {
    const part = PART.exec(text);
    if (!part) throw new SyntaxError(text);
    const [, whole, after = "", scale = "", sign] = part;
    if (whole && whole.includes(",") && !GROUPED.test(whole)) throw new SyntaxError(whole);
    found.push(
      sign || {
        over: BigInt(whole.replace(/,/g, "") + after) * SCALES[scale],
        under: 10n ** BigInt(after.length),
      }
    );
  }
  return found;
}

const DONE = {
  "+": (a, b) => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under }),
  "-": (a, b) => ({ over: a.over * b.under - b.over * a.under, under: a.under * b.under }),
  "*": (a, b) => ({ over: a.over * b.over, under: a.under * b.under }),
  "/": (a, b) => {
    if (b.over === 0n) throw new SyntaxError("nothing is divided by nothing");
    return { over: a.over * b.under, under: a.under * b.over };
  },
};

function worth(text) {
  const waiting = parts(text);
  const level = (signs, below) => {
    let value = below();
    while (signs.includes(waiting[0])) value = DONE[waiting.shift()](value, below());
    return value;
  };
  const sum = () => level(["+", "-"], product);
  const product = () => level(["*", "/"], single);
  const single = () => {
    const part = waiting.shift();
    if (part === "-") return DONE["-"]({ over: 0n, under: 1n }, single());
    if (part === "+") return single();
    if (part === "(") {
      const value = sum();
      if (waiting.shift() !== ")") throw new SyntaxError(text);
      return value;
    }
    if (!part || typeof part === "string") throw new SyntaxError(text);
    return part;
  };
  const value = sum();
  if (waiting.length) throw new SyntaxError(text);
  return value;
}

// What a text of yuan comes to in whole fen: { fen }, or { fault: "form" } where it is no sum, or
// { fault: "fen" } where it does not come to whole fen.
function reckoned(text) {
  const plain = narrow(text).trim().replace(/^=/, "");
  if (!plain || plain.length > SIGNS_MAX) return { fault: "form" };
  let value;
  try {
    value = worth(plain);
  } catch (wrong) {
    if (wrong instanceof SyntaxError) return { fault: "form" };
    throw wrong;
  }
  const over = value.over * FEN;
  return over % value.under === 0n ? { fen: over / value.under } : { fault: "fen" };
}

// Fen as the cells show them: yuan, grouped by three, two decimals.
function inYuan(fen) {
  const digits = String(fen < 0n ? -fen : fen).padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0n ? "-" : ""}${whole}.${digits.slice(-2)}`;
}
