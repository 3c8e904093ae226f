/**
 * The audit in a real browser: `node tests/audit/browser/run.mjs [build]`, after `npm run build`. It needs a Chromium: Debian's, or the one
 * that CHROMIUM names. Pages are opened from `file://`, as people open them.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { CACHE_ID, hostile, large, MAIL_ID, PAY_ID, plain, story } from './story.mjs';

const root = resolve(import.meta.dirname, '../../..');
const modules = resolve(process.argv[2] ?? join(root, 'build'));
const { joinScripts, PAGE_SCRIPTS, renderAudit, STYLE } = await import(pathToFileURL(join(modules, 'report/audit/index.js')));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (!executablePath) throw new Error('no Chromium: install one, or name one in CHROMIUM');

const assets = {
  style: STYLE,
  script: joinScripts(PAGE_SCRIPTS.map((name) => readFileSync(join(modules, 'report/audit/page', name), 'utf8'))),
};
const dir = mkdtempSync(join(tmpdir(), 'hidden-state-audit-'));
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  rmSync(dir, { recursive: true, force: true });
});

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

function write(name, { result, options }) {
  const file = join(dir, `${name}.html`);
  const html = renderAudit(result, { ...options, assets });
  writeFileSync(file, html);
  return { file, bytes: Buffer.byteLength(html) };
}

/** Opens a page, hands it to the test, and holds it to silence: no error, no warning, no refused request, no request at all. */
async function open(name, content, test, { hash = '', viewport = WIDE, colorScheme = 'light' } = {}) {
  const { file } = write(name, content);
  const context = await browser.newContext({ viewport, colorScheme });
  const said = [];
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => request.url().startsWith(pathToFileURL(file).href) || said.push(`request: ${request.url()}`));
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  try {
    await page.goto(pathToFileURL(file).href + hash);
    await page.waitForSelector('html[data-ready]');
    await test(page);
    assert.deepEqual(said, []);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  } finally {
    await context.close();
  }
}

const openAll = (page) => page.$$eval('button.row[aria-expanded="false"]', (all) => all.forEach((button) => button.click()));
const visibleIds = (page) =>
  page.$$eval('li.finding', (items) => items.filter((item) => !item.hidden).map((item) => item.id.replace('finding-', '')));
const field = (page, name) => page.getByRole('combobox', { name, exact: true }).or(page.getByRole('searchbox', { name, exact: true }));

describe('the verdict', () => {
  it('stands first, with its reason and the packages', async () => {
    await open('plain', plain(), async (page) => {
      assert.equal(await page.textContent('h1'), 'Can we run two replicas of this?');
      assert.equal(await page.textContent('.answer'), 'Not yet.');
      assert.match(await page.textContent('.lead'), /^2 findings show data that goes wrong or gets lost .* 1 more asks for care\.$/);
      const rows = await page.$$eval('.package-table tbody tr', (all) =>
        all.map((row) => [row.querySelector('.package-name').textContent, row.querySelector('.verdict').textContent]),
      );
      assert.deepEqual(rows, [
        ['api', 'Not yet'],
        ['mail', 'With care'],
      ]);
      assert.match(await page.textContent('.packages details'), /1 package with nothing found against it.*clean/);
      assert.match(await page.textContent('.package-table tbody tr:first-child .through'), /Runs the code of mail/);
    });
  });

  it('is good where nothing was found, and says what that is worth', async () => {
    await open('clean', story([]), async (page) => {
      assert.equal(await page.textContent('.answer'), 'Nothing found speaks against it.');
      assert.match(await page.textContent('.lead'), /No analysis can prove/);
      assert.match(await page.textContent('#findings-body'), /Nothing was found/);
      assert.match(await page.textContent('#state-body'), /No variable/);
    });
  });

  it('leads to the findings of one harm in one package', async () => {
    await open('plain', plain(), async (page) => {
      await page.click('.package-table a[aria-label="Lost updates in api: 1"]');
      assert.deepEqual(await visibleIds(page), [PAY_ID]);
      assert.equal(await page.textContent('.status'), '1 of 3 findings');
    });
  });
});

describe('filters', () => {
  const cases = [
    ['Harm', 'outage', [MAIL_ID]],
    ['Severity', 'error', [CACHE_ID, PAY_ID]],
    ['Certainty', 'likely', [MAIL_ID]],
    ['Rule', '1', [PAY_ID]],
    ['Owner', '0', [CACHE_ID, PAY_ID]],
    ['Package', '1', [MAIL_ID]],
  ];
  for (const [label, value, expected] of cases) {
    it(`by ${label.toLowerCase()}`, async () => {
      await open('plain', plain(), async (page) => {
        await field(page, label).selectOption(value);
        assert.deepEqual(await visibleIds(page), expected);
        await page.getByRole('button', { name: 'Show all' }).click();
        assert.equal((await visibleIds(page)).length, 3);
      });
    });
  }

  it('by folder and by text in messages, paths and code', async () => {
    await open('plain', plain(), async (page) => {
      for (const [label, text, expected] of [
        ['Folder or file', 'packages/', [MAIL_ID]],
        ['Folder or file', 'apps/api/src/pay.ts', [PAY_ID]],
        ['Folder or file', 'apps/ap', []],
        ['Search', 'BALANCE amount', [PAY_ID]],
        ['Search', 'users.ts', [CACHE_ID]],
        ['Search', '@platform', [MAIL_ID]],
        ['Search', 'nowhere', []],
      ]) {
        await field(page, label).fill(text);
        assert.deepEqual(await visibleIds(page), expected, `${label}: ${text}`);
        await page.getByRole('button', { name: 'Show all' }).click();
      }
    });
  });

  it('offer no owner where nobody wrote down who owns what', async () => {
    await open('unowned', { ...plain(), options: { ...plain().options, codeowners: undefined } }, async (page) => {
      assert.equal(await field(page, 'Owner').count(), 0);
    });
  });
});

describe('a finding', () => {
  const hash = `#finding=${PAY_ID}`;

  it('is opened by a link to it, with the interleaving, the code and the rewrite', async () => {
    await open(
      'plain',
      plain(),
      async (page) => {
        const item = page.locator(`#finding-${PAY_ID}`);
        assert.equal(await item.locator('button').getAttribute('aria-expanded'), 'true');
        assert.ok(
          await item.evaluate((element) => element.getBoundingClientRect().top < innerHeight && element.contains(document.activeElement)),
        );
        const steps = await item
          .locator('.step')
          .evaluateAll((all) =>
            all.map((step) => `${step.classList.contains('second') ? '2' : '1'} ${step.querySelector('.step-message').textContent}`),
          );
        assert.deepEqual(steps, [
          '1 one request reads',
          '2 another request reads the same',
          '1 the first request writes',
          '2 the other request writes, too',
        ]);
        const [first, second] = await item.locator('.step-body').evaluateAll((all) => all.map((body) => body.getBoundingClientRect().left));
        assert.ok(second > first + 100);
        assert.equal(await item.locator('mark').textContent(), 'redis.set(id, balance - amount)');
        assert.equal(await item.locator('.removed .line-text').textContent(), '  await redis.set(id, balance - amount);\n');
        assert.equal(await item.locator('.added .line-text').textContent(), '  await redis.decrby(id, amount);\n');
      },
      { hash },
    );
  });

  it('is found through a filter that hides it, and by a link that is followed later', async () => {
    await open('plain', plain(), async (page) => {
      await field(page, 'Severity').selectOption('warning');
      await page.evaluate((to) => void (location.hash = to), hash);
      await page.waitForSelector(`#detail-${PAY_ID}:not([hidden])`);
      assert.equal((await visibleIds(page)).length, 3);
    });
  });

  it('opens and closes by the keyboard, and puts its link into the address', async () => {
    await open('plain', plain(), async (page) => {
      await page.locator(`#finding-${CACHE_ID} button`).focus();
      await page.keyboard.press('Enter');
      assert.ok(await page.locator(`#detail-${CACHE_ID}`).isVisible());
      assert.equal(await page.evaluate(() => location.hash), `#finding=${CACHE_ID}`);
      await page.keyboard.press('Space');
      assert.ok(await page.locator(`#detail-${CACHE_ID}`).isHidden());
    });
  });

  it('tells what the other one meets where its witness does not', async () => {
    await open(
      'plain',
      plain(),
      async (page) => {
        assert.equal(
          await page.textContent(`#finding-${MAIL_ID} .step.second.implied .step-message`),
          'gets here meanwhile, and waits, too',
        );
      },
      { hash: `#finding=${MAIL_ID}` },
    );
  });
});

describe('the state and the map', () => {
  it('say who writes, who reads and what bounds it', async () => {
    await open('plain', plain(), async (page) => {
      const cells = await page.$$eval('.states tbody tr > *', (all) => all.map((cell) => cell.textContent));
      assert.match(cells[0], /^cacheapps\/api\/src\/users\.ts:1Variable of a module, Map$/);
      assert.deepEqual(cells.slice(1), ['getUser on requests', 'getUser on requests', 'Nothing that was seen', 'Error']);
      await page.click('.states a');
      await page.waitForSelector(`#detail-${CACHE_ID}:not([hidden])`);
    });
  });

  it('name the file under the pointer, and lead to its findings', async () => {
    await open('plain', plain(), async (page) => {
      const tile = page.locator('.map.wide .hot').first();
      await tile.hover();
      assert.match(await page.textContent('.tip'), /\.ts · 1 finding$/);
      await tile.click();
      await page.waitForFunction(() => document.querySelectorAll('li.finding:not([hidden])').length === 1);
    });
  });
});

describe('hostile text', () => {
  for (const hash of ['', '#finding=0000000000000000', '#finding=%3Cimg%20src=x%20onerror=alert(1)%3E', '#path=%3Cscript%3E&text=%22%3E']) {
    it(`stays text, with ${hash || 'no link'}`, async () => {
      await open(
        'hostile',
        hostile(),
        async (page) => {
          await openAll(page);
          assert.equal(await page.evaluate(() => globalThis.owned), undefined);
          assert.equal(await page.locator('img, iframe, object, embed, link, base').count(), 0);
          assert.equal(await page.locator('script').count(), 2);
          const text = await page.evaluate(
            () => `${document.title}${document.querySelector('header').textContent}${document.querySelector('main').textContent}`,
          );
          assert.equal(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.exec(text), null);
          assert.ok((await page.textContent('.states')).includes('\\u{202e}\\u{2066}\\x07\\x1b[2J'));
        },
        { hash },
      );
    });
  }
});

describe('the policy', () => {
  it('refuses scripts, styles and requests that are not its own', async () => {
    const { file } = write('plain', plain());
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script');
      let refused = '';
      try {
        script.textContent = 'window.owned = 1';
      } catch (error) {
        refused = error.name;
      }
      document.body.append(script);
      const asked = await fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      );
      return { owned: globalThis.owned, refused, asked };
    });
    assert.deepEqual(outcome, { owned: undefined, refused: 'TypeError', asked: 'refused' });
    await page.close();
  });
});

describe('access', () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, viewport] of [
      ['desk', WIDE],
      ['phone', PHONE],
    ]) {
      it(`axe finds nothing in the ${colorScheme} page on a ${name}`, async () => {
        await open(
          'plain',
          plain(),
          async (page) => {
            await page.locator(`#finding-${CACHE_ID} button`).click();
            await page.locator(`#finding-${MAIL_ID} button`).click();
            await page.evaluate(AXE);
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
            assert.deepEqual(
              violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`),
              [],
            );
          },
          { hash: `#finding=${PAY_ID}`, colorScheme, viewport },
        );
      });
    }
  }

  it('a telephone never scrolls sideways, with everything open', async () => {
    for (const [name, content] of [
      ['plain', plain()],
      ['hostile', hostile()],
    ]) {
      await open(
        name,
        content,
        async (page) => {
          await openAll(page);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
        },
        { viewport: { width: 320, height: 700 } },
      );
    }
  });

  it('the theme follows the system until somebody chooses, and the choice is kept', async () => {
    await open(
      'plain',
      plain(),
      async (page) => {
        const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = await paper();
        await page.getByRole('button', { name: 'Use light colours' }).click();
        const light = await paper();
        assert.notEqual(dark, light);
        await page.reload();
        await page.waitForSelector('html[data-ready]');
        assert.equal(await paper(), light);
      },
      { colorScheme: 'dark' },
    );
  });

  it('paper has the findings opened, and no controls', async () => {
    await open('plain', plain(), async (page) => {
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('.filters').isVisible(), false);
      assert.equal(await page.locator('.detail:visible').count(), 3);
      assert.ok((await page.pdf()).length > 10_000);
    });
  });
});

describe('a large repository: 2,500 files, 2,000 findings', () => {
  it('is small, opens, filters and scrolls', async (test) => {
    const content = large();
    const { bytes } = write('large', content);
    test.diagnostic(`${(bytes / 1e6).toFixed(2)} MB`);
    assert.ok(bytes < 5_000_000, `${bytes} bytes`);
    const started = performance.now();
    await open('large', content, async (page) => {
      test.diagnostic(`rendered, opened and ready after ${Math.round(performance.now() - started)} ms`);
      const timing = await page.evaluate(() => Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd));
      test.diagnostic(`load event after ${timing} ms`);
      assert.equal((await visibleIds(page)).length, 2000);
      assert.equal(await page.locator('.detail > *').count(), 0); // details are made when they are opened
      // Items of a numbered list: hiding all but one of them took 13 s, each numbering those behind it again.
      assert.equal(
        await page
          .locator('.finding')
          .first()
          .evaluate((item) => getComputedStyle(item).display),
        'block',
      );
      await field(page, 'Search').fill('module-77.ts');
      assert.equal(await page.textContent('.status'), '1 of 2,000 findings');
      await page.getByRole('button', { name: 'Show all' }).click();
      const rendered = () =>
        page.$$eval(
          'li.finding',
          (items) => items.filter((item) => item.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length,
        );
      await page.locator('.finding').nth(1000).scrollIntoViewIfNeeded();
      await page.waitForTimeout(200);
      assert.ok((await rendered()) < 200, 'only what is near is laid out');
    });
  });

  it('opens the finding of a link though it is far down', async () => {
    const id = (1999).toString(16).padStart(16, '0');
    await open(
      'large',
      large(),
      async (page) => {
        await page.waitForFunction((to) => {
          const { top, bottom } = document.getElementById(`finding-${to}`).getBoundingClientRect();
          return top < innerHeight && bottom > 0;
        }, id);
      },
      { hash: `#finding=${id}` },
    );
  });
});
