import type { ArticleBody } from '../../src/store/schema.ts';
import type { Office } from '../support/office.ts';

const text = {
  title: 'VPN through a phone hotspot',
  symptom: 'The VPN only works with a phone hotspot',
  keywords: ['hotspot'],
  synonyms: ['tethering'],
  scene: 'At home, where the router blocks the VPN',
  preconditions: [],
  steps: ['Switch the hotspot on', 'Connect the VPN through it'],
  risks: 'Mobile data is used',
  rollback: 'Switch the hotspot off',
};

/** A complete article, in English and in Chinese. */
export const HOTSPOT: ArticleBody = {
  type: 'network',
  related: ['network-vpn-809'],
  firstCheck: false,
  texts: { en: text, 'zh-CN': { ...text, title: '用手机热点连 VPN', symptom: '只有手机热点才能连上 VPN' } },
};

interface Written {
  author: string;
  body?: ArticleBody;
  owner?: string;
}

/** Hands an article in for review. */
export async function submitted(
  office: Office,
  { author, body = HOTSPOT, owner = author }: Written,
): Promise<string> {
  const { deskline } = office;
  const { articles } = deskline.services;
  const now = () => office.now();
  const id = await deskline.db.transaction({}, async (tx) => {
    const drafted = await articles.draft(tx, { body, owner, author, origin: 'editor' }, now());
    if ('refused' in drafted) throw new Error(drafted.refused);
    const handedIn = await articles.submit(tx, { articleId: drafted.article.id, by: author }, now());
    if ('refused' in handedIn) throw new Error(handedIn.refused);
    return drafted.article.id;
  });
  await deskline.settle();
  return id;
}

/** As `submitted`, and published by the knowledge admin. */
export async function published(office: Office, written: Written): Promise<string> {
  const id = await submitted(office, written);
  const { deskline } = office;
  await deskline.db.transaction({}, (tx) =>
    deskline.services.articles.publish(tx, { articleId: id, n: 1, by: 'zhou-lan' }, office.now()),
  );
  await deskline.settle();
  return id;
}
