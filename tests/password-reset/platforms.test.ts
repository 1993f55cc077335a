import { afterEach, describe, expect, it } from 'vitest';
import { createDemoPost, type DemoPost } from '../../src/platforms/demo-post.ts';
import { Colleague } from '../journeys/people.ts';
import { openCompany, type Company, type VendorName } from '../support/company.ts';
import { codeIn, DAY, GOOD_PASSWORD, resetSetupFor } from './clinic.ts';
import { createLabDirectory, type LabDirectory } from './lab-directory.ts';

let company: Company;
afterEach(() => company.close());

const words = {
  'zh-CN': {
    forgot: '忘记密码了',
    offer: '你的账号是',
    start: '现在重置密码',
    done: '新密码已经生效',
    manager: '要重置密码，请你证明是他本人',
    confirmed: '谢谢，已确认',
  },
  en: {
    forgot: 'I forgot my password',
    offer: 'Your account is',
    start: 'Reset my password now',
    done: 'works now',
    manager: 'asks you to vouch',
    confirmed: 'confirmed',
  },
} as const;

const runs = (['slack', 'dingtalk', 'wecom'] as const).flatMap((vendor) =>
  (['zh-CN', 'en'] as const).map((locale) => ({ vendor, locale })),
);

describe('a password reset', () => {
  it.each(runs)('on $vendor in $locale: by a code and the manager', async ({ vendor, locale }) => {
    const { lab, post, ann, zoe } = await open(vendor, locale);
    const say = words[locale];
    await zoe.says(locale === 'en' ? 'hello' : '你好');
    const begun = performance.now();
    await ann.says(say.forgot);
    ann.hears(say.offer, 'ann');
    await ann.presses(say.start);
    const page = company.deskline.services.resetFloor!.reset.page;
    const session = (await page.open(tokenIn(ann)))!;
    expect(await page.prove(session, 'sms', codeIn(post.letters().phone))).toBe('right');
    expect(await page.choose(session, 'manager')).toBe('asked');
    await company.quiet();
    expect(textsOf(zoe)).toContain(say.manager);
    const shown = await page.show(session);
    const number =
      shown.is === 'going-on' ? shown.request.methods.find(({ method }) => method === 'manager')?.number : 0;
    await zoe.presses(String(number));
    zoe.hears(say.confirmed);
    expect(await page.setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'done' });
    await company.quiet();
    const took = performance.now() - begun;
    expect(textsOf(ann)).toContain(say.done);
    expect(lab.writes).toEqual(['password ann']);
    // For who reads the run's output; nothing depends on it.
    console.info(`${vendor} ${locale}: ${(took / 1000).toFixed(2)} s of machine time, 6 steps of the user`);
  });

  it.each(['slack', 'dingtalk', 'wecom'] as const)(
    'on %s can be stopped by its owner in the chat',
    async (vendor) => {
      const { ann, lab } = await open(vendor, 'en');
      await ann.says('I forgot my password');
      await ann.presses('Reset my password now');
      const token = tokenIn(ann);
      await ann.presses("Stop, that's not me");
      ann.hears('stopped');
      expect(await company.deskline.services.resetFloor!.reset.page.open(token)).toBeUndefined();
      expect(lab.writes).toEqual([]);
    },
  );
});

interface Scene {
  lab: LabDirectory;
  post: DemoPost;
  ann: Colleague;
  zoe: Colleague;
}

async function open(vendor: VendorName, locale: 'zh-CN' | 'en'): Promise<Scene> {
  const lab = createLabDirectory();
  for (const id of ['ann', 'zoe']) lab.set(id, { platformIds: { [vendor]: `${id}1` }, locale });
  let post: DemoPost | undefined;
  company = await openCompany({
    requesters: [vendor],
    desk: vendor,
    locale,
    reset: (content, now) => {
      post = createDemoPost(now);
      return resetSetupFor(lab, { post, policy: content.resetPolicy });
    },
  });
  const ann = new Colleague(company, vendor, { id: 'ann1', name: 'Ann', locale });
  const zoe = new Colleague(company, vendor, { id: 'zoe1', name: 'Zoe', locale });
  await company.deskline.readPeople();
  // The platform's organisation is known from the first event on where it isn't before.
  await ann.says(locale === 'en' ? 'hello' : '你好');
  await company.deskline.readPeople();
  await company.pass(8 * DAY);
  return { lab, post: post!, ann, zoe };
}

function textsOf(person: Colleague): string {
  return person
    .chat()
    .map(({ text }) => text)
    .join('\n');
}

function tokenIn(person: Colleague): string {
  const token = [...textsOf(person).matchAll(/\/reset#([0-9a-f]{64})/g)].at(-1)?.[1];
  if (token === undefined) throw new Error(`No link among: ${textsOf(person).slice(-600)}`);
  return token;
}
