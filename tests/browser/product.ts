import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { readConfig } from '../../src/config.ts';
import { loadContent, type Content } from '../../src/content.ts';
import { createDeskline } from '../../src/deskline.ts';
import { resetSetup } from '../../src/reset-setup.ts';
import { serveWeb } from '../../src/web-server.ts';
import { cookies } from '../../src/web/visit.ts';
import { furnish } from '../support/furnished.ts';
import { Chatter } from '../support/office.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

// In CI a missing browser is a failure, elsewhere a reason to skip that the report names.
const skipped = !existsSync(executablePath) && process.env.CI !== 'true';

/** Tests in one browser, each with a product of its own. */
export function inBrowser(what: string, tests: (shop: { product: Product }) => void): void {
  describe.skipIf(skipped)(
    `${what}${skipped ? ` (skipped: no ${executablePath})` : ''}`,
    { timeout: 60_000 },
    () => {
      let browser: Browser;
      let product: Product;
      beforeAll(async () => {
        browser = await launch();
      });
      afterAll(() => browser.close());
      beforeEach(async () => {
        product = await openProduct(browser);
      });
      afterEach(() => product.close());
      tests({
        get product() {
          return product;
        },
      });
    },
  );
}

const PATIENCE_MS = 15_000;

/** A Chromium that talks to nobody but us. */
function launch(): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync'].map(
    (name) => `--disable-${name}`,
  );
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet];
  return chromium.launch({ executablePath, args });
}

export interface Product {
  address: string;
  /** Opens a window of its own and enters as `person`. */
  enter(person: string, look?: Look): Promise<Visitor>;
  /** Has `person` open a ticket about a printer, without a browser. */
  openTicket(person: string, words?: string): Promise<void>;
  /** What any window has complained about: errors, refused content, failed requests. */
  complaints: string[];
  close(): Promise<void>;
}

export interface Look {
  locale?: 'zh-CN' | 'en';
  phone?: boolean;
  /** Whether the person is chosen on the start page, as people do, or simply remembered. */
  chooses?: boolean;
  scripts?: boolean;
}

let content: Content | undefined;

/** The whole product with its web server on a free port, a database of its own and the real clock. */
async function openProduct(browser: Browser): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-browser-'));
  const config = readConfig({ PORT: '0', DATABASE_URL: `file:${join(folder, 'deskline.db')}` });
  content ??= loadContent(config);
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const now = () => Date.now();
  const { databaseUrl } = config;
  await furnish(join(folder, 'deskline.db'), content, now());
  const own = { ...content, directory: { ...content.directory } };
  const reset = await resetSetup({ config, content: own, now });
  const migrationsFolder = 'migrations';
  const deskline = await createDeskline({ databaseUrl, content: own, migrationsFolder, reset, log, now });
  const server = await serveWeb({ deskline, config, log, now, root: process.cwd(), reset });
  await deskline.start();
  const complaints: string[] = [];
  const contexts: { close(): Promise<void> }[] = [];

  return {
    address: server.address,
    complaints,
    async enter(person, { locale = 'zh-CN', phone = false, chooses = false, scripts = true } = {}) {
      const viewport = phone ? { width: 390, height: 780 } : { width: 1280, height: 800 };
      const context = await browser.newContext({ locale, viewport, javaScriptEnabled: scripts });
      contexts.push(context);
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      listen(page, person, complaints);
      if (chooses) {
        await page.goto(server.address);
        await page.locator(`button[value="${person}"]`).click();
        await page.waitForURL(/\/(chat|desk)/);
      } else {
        await context.addCookies([{ name: cookies.person, value: person, url: server.address }]);
        await page.goto(`${server.address}${isAgent(person) ? '/desk' : '/chat'}`);
      }
      return new Visitor(page, server.address);
    },
    async openTicket(id, words = '打印机卡纸了') {
      const requester = new Chatter(deskline, { id, channel: `dm:${id}`, now });
      await requester.says(words);
      await requester.says('转人工');
      await requester.findButton(/取消工单|Cancel it/);
    },
    async close() {
      for (const context of contexts) await context.close();
      await server.close();
      await deskline.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function isAgent(person: string): boolean {
  return content?.policy.demo.some(({ id, queues }) => id === person && queues.length > 0) ?? false;
}

function listen(page: Page, person: string, complaints: string[]): void {
  const complain = (what: string) => complaints.push(`${person} at ${page.url()}: ${what}`);
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text());
  });
  page.on('dialog', (dialog) => {
    complain(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.status()} ${response.url()}`);
  });
}

/** Somebody at a browser: waits for what he expects, never for a time. */
export class Visitor {
  readonly page: Page;
  readonly #address: string;

  constructor(page: Page, address: string) {
    this.page = page;
    this.#address = address;
  }

  async goes(path: string): Promise<void> {
    await this.page.goto(`${this.#address}${path}`);
  }

  async says(text: string): Promise<void> {
    await this.page.locator('#text').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Presses the newest button of that name. */
  async presses(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).last().click();
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).last().waitFor();
  }

  /** The newest message that contains `text`. */
  message(text: string): Locator {
    return this.page.locator('#messages > li', { hasText: text }).last();
  }

  /** All that the page shows now. Says nothing about what may still come. */
  words(): Promise<string> {
    return this.page.locator('body').innerText();
  }
}
