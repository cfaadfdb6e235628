import { KEYS, language, setLanguage, t } from "../../../src/Meari.Lens/Page/words.js";

// The switch is in the other language on purpose; these names are the same in both.
const SAME = new Set(["sample"]);
let failed = 0;
for (const key of KEYS) {
  const texts = ["ko", "en"].map(code => { setLanguage(code); return language() === code ? t(key, 1, 2) : ""; });
  const isKorean = /[가-힣]/.test(texts[0]) || key === "queued" || key === "language";
  const isSpoken = texts.every(text => text && !text.includes("undefined")) && isKorean && (SAME.has(key) || texts[0] !== texts[1]);
  if (!isSpoken) { failed++; console.error(`FAILED Every_text_exists_in_both_languages: ${key}: ${texts.join(" | ")}`); }
}
if (failed === 0) console.log("ok Every_text_exists_in_both_languages");
if (typeof process !== "undefined") process.exitCode = failed ? 1 : 0;
else document.title = failed ? "failed " + failed : "passed";
