// The pages in a browser. Run by `run` beside this file, with the server's address and the browser's path.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [address, executablePath] = process.argv.slice(2);
const base = address.trim().replace(/\/$/, "");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.FINDINGS_SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let failed = 0;

// Requests to anywhere but the server, and errors of scripts or of the content policy.
async function opened(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, ...options });
  const page = await context.newPage();
  page.strange = [];
  page.on("request", (request) => request.url().startsWith(base) || page.strange.push(request.url()));
  page.on("pageerror", (error) => page.strange.push(String(error)));
  // A page that says that there is nothing is no failure.
  const isMissing = (text) => text.includes("status of 404");
  page.on("console", (line) => line.type() === "error" && !isMissing(line.text()) && page.strange.push(line.text()));
  return page;
}

async function test(name, options, body) {
  const page = await opened(options);
  try {
    await body(page);
    assert.deepEqual(page.strange, [], "nothing is asked of anybody else, and nothing fails");
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
  await page.context().close();
}

async function search(page, words) {
  await page.goto(base);
  await page.fill("#q", words);
  await page.press("#q", "Enter");
  await page.waitForSelector(".hit");
}

await test("search, facet, a report at a hit, back and forward", {}, async (page) => {
  await search(page, "return home interview");
  const all = await page.locator(".counts").textContent();
  await page.locator(".facet").first().locator("li a").first().click();
  await page.waitForSelector(".facet .chosen");
  assert.notEqual(await page.locator(".counts").textContent(), all, "fewer passages meet the filter");
  assert.ok(await page.locator("mark").count(), "matches are marked");
  await page.locator(".hit h2 a").first().click();
  await page.waitForSelector("article.report");
  const anchor = new URL(page.url()).hash;
  assert.match(anchor, /^#p\d+$/);
  assert.ok(await page.locator(`${anchor} mark`).count(), "the hit is marked in its report");
  assert.ok(await page.locator(anchor).isVisible());
  await page.goBack();
  await page.waitForSelector(".facet .chosen");
  await page.goBack();
  assert.equal(await page.locator(".facet .chosen").count(), 0);
  assert.equal(await page.inputValue("#q"), "return home interview");
  await page.goForward();
  await page.waitForSelector(".facet .chosen");
  await page.locator(".facet .chosen a").click();
  await page.waitForFunction(() => !document.querySelector(".facet .chosen"));
});

await test("a citation can be copied", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await search(page, "interview");
  await page.locator(".hit footer a").first().click();
  await page.waitForSelector(".cite pre");
  const shown = await page.locator(".cite pre").first().textContent();
  await page.locator(".cite .copy").first().click();
  await page.waitForFunction(() => document.querySelector(".cite .copy").textContent === "Copied");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
});

await test("without JavaScript", { javaScriptEnabled: false }, async (page) => {
  await search(page, "interview");
  await page.selectOption("select[name=sort]", "newest");
  await page.click("form.ask button");
  await page.waitForURL(/sort=newest/);
  await page.locator(".hit h2 a").first().click();
  await page.waitForURL(/\/report\//);
  assert.ok(await page.locator(".passage").count());
});

await test("with the keyboard alone", {}, async (page) => {
  await page.goto(base);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("/");
  await page.keyboard.type("interview");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".hit");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const first = await page.locator(".hit h2 a").first().getAttribute("href");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), first);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/report\//);
});

await test("on a screen of 360 pixels nothing is cut off", { viewport: { width: 360, height: 740 } }, async (page) => {
  for (const path of pages(await aPassage(page))) {
    await page.goto(base + path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path} is ${wide} pixels too wide`);
  }
});

await test("a page is small", {}, async (page) => {
  for (const path of ["/", "/?q=interview", "/?q=children"]) {
    const response = await page.goto(base + path);
    assert.ok((await response.body()).length < 60_000, path);
  }
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 800, 360]) {
    await test(`can be used by everybody, ${colorScheme}, ${width} pixels wide`, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true }, async (page) => {
      const found = [];
      for (const path of pages(await aPassage(page))) {
        await page.goto(base + path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        for (const one of violations) found.push(`${path}: ${one.id}: ${one.nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).slice(0, 3).join("; ")}`);
        if (pictures) {
          await page.goto(base + path);
          const name = path.replace(/[^a-z]+/g, "-").slice(1, 40) || "first";
          await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png` });
        }
      }
      assert.deepEqual(found, []);
    });
  }
}

// The pictures of the README.
if (pictures) {
  const page = await opened({ viewport: { width: 1100, height: 720 }, colorScheme: "light" });
  for (const [name, path] of [["search", "/?q=%22return+home+interview%22"], ["report", "/report/wexcombe/inspection-2019.txt?q=%22return+home+interview%22#p36"]]) {
    await page.goto(base + path);
    await page.screenshot({ path: `${pictures}/readme-${name}.png` });
  }
}

await browser.close();
console.log(failed ? `${failed} failed` : "all passed");
process.exit(failed ? 1 : 0);

// The address of a passage that a search finds.
async function aPassage(page) {
  await page.goto(`${base}/?q=interview`);
  return page.locator(".hit footer a").first().getAttribute("href");
}

function pages(passage) {
  const report = passage.replace("/passage/", "/report/").replace(/%23\d+$/, "");
  return [
    "/",
    "/?q=interview",
    "/?q=zebbra",
    "/?q=drift+date:soon",
    `${report}?q=interview`,
    passage,
    "/count?q=interview&by=year",
    "/count?q=interview&by=authority",
    "/kwic?q=interview",
    "/collocates?q=interview",
    "/dispersion?q=interview",
    "/trail?q=plan&authority=Wexcombe",
    "/quote?q=There+has+been+little+progress",
    "/reports",
    "/status",
    "/help",
    "/api/",
    "/nothing",
  ];
}
