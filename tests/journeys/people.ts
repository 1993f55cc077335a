import { expect } from 'vitest';
import type { Line } from '../../src/store/schema.ts';
import type { Company, VendorName } from '../support/company.ts';
import { BOT_USER } from '../twins/slack-world.ts';
import type { Account, SeenMessage, Twin, Written } from '../twins/twin.ts';

type Files = NonNullable<Written['files']>;

/** What somebody did, for whoever draws it: after how many of the bot's messages at that place. */
export interface Deed {
  place: string;
  after: number;
  text: string;
  files: readonly string[];
  /** The id of what he wrote. */
  id?: string | undefined;
  /** He pressed a button of this message. */
  on?: SeenMessage | undefined;
}

/** Somebody with an account on a platform, in his direct chat with the bot. */
export class Colleague {
  readonly vendor: VendorName;
  readonly id: string;
  readonly name: string;
  readonly deeds: Deed[] = [];
  protected readonly company: Company;
  /** How many messages of his direct chat he has read; what `hears` looks at is newer. */
  #read = 0;

  constructor(company: Company, vendor: VendorName, account: Account) {
    this.company = company;
    this.vendor = vendor;
    this.id = account.id;
    this.name = account.name;
    this.twin.account(account);
  }

  /** Writes, and waits until everything that follows has been said. */
  async says(text: string, where: Omit<Written, 'group'> = {}): Promise<void> {
    await this.write(text, where);
  }

  /** As `says`; gives the id of what he wrote. */
  write(text: string, where: Omit<Written, 'group'> = {}): Promise<string> {
    return this.writes(text, where);
  }

  /** Changes what he wrote, where his platform has that. */
  async edits(messageId: string, text: string): Promise<void> {
    const { slack } = this.company.twins;
    this.catchUp();
    await this.company.after('slack', this.id, () => slack.edits(this.id, messageId, text));
  }

  /** Presses the newest button with this label. */
  async presses(label: string, input?: Record<string, string>): Promise<void> {
    await this.press(this.withButton(label), label, input);
  }

  /** What the bot has said in his direct chat since the last thing he did. */
  heard(): string[] {
    return this.chat().slice(this.#read).map(wordsOf);
  }

  hears(...expected: (string | RegExp)[]): void {
    const said = this.heard().join('\n---\n');
    for (const one of expected) {
      if (typeof one === 'string') expect(said).toContain(one);
      else expect(said).toMatch(one);
    }
  }

  /** It stands in his chat as this is now. */
  sees(expected: string): void {
    const standing = this.seen().filter(({ deleted }) => !deleted);
    expect(standing.map(wordsOf).join('\n---\n')).toContain(expected);
  }

  hearsNot(unexpected: string): void {
    expect(this.heard().join('\n---\n')).not.toContain(unexpected);
  }

  hearsNothing(): void {
    expect(this.heard()).toEqual([]);
  }

  /** All that the bot has said to him alone. */
  chat(): SeenMessage[] {
    return this.twin.sent(this.id);
  }

  catchUp(): void {
    this.#read = this.chat().length;
  }

  protected get twin(): Twin {
    return this.company.twins[this.vendor];
  }

  /** What he sees, newest last. */
  protected seen(): SeenMessage[] {
    return this.chat();
  }

  protected withButton(label: string, among = this.seen()): SeenMessage {
    const message = among.findLast(
      ({ buttons, deleted }) => !deleted && buttons.some((shown) => isLabel(shown, label)),
    );
    if (message) return message;
    const offered = among.flatMap(({ buttons }) => buttons);
    throw new Error(`No button ${label} among: ${offered.join(', ')}`);
  }

  protected async press(message: SeenMessage, label: string, input?: Record<string, string>): Promise<void> {
    this.catchUp();
    this.#does(message.place, { text: label, on: message });
    const shown = message.buttons.find((one) => isLabel(one, label)) ?? label;
    await this.company.after(this.vendor, this.id, () => this.twin.presses(this.id, message, shown, input));
  }

  protected async writes(text: string, where: Written): Promise<string> {
    let id = '';
    this.catchUp();
    this.#does(where.group ?? this.id, { text, files: where.files?.map(({ name }) => name) });
    await this.company.after(this.vendor, this.id, async () => {
      id = await this.twin.writes(this.id, text, where);
      Object.assign(this.deeds.at(-1) ?? {}, { id });
    });
    return id;
  }

  #does(
    place: string,
    { text, files = [], on }: Pick<Deed, 'text' | 'on'> & { files?: string[] | undefined },
  ) {
    this.deeds.push({ place, after: this.twin.sent(place).length, text, files, on });
  }
}

/** Somebody of the desk; it hides how his platform does things. */
export class Agent extends Colleague {
  readonly line: Line;
  readonly group: string;
  /** The root of the thread he is in, where there are threads. */
  #thread: string | undefined;
  #readInGroup = 0;

  constructor(company: Company, line: Line, account: Account) {
    const { vendor, group } = company.groupOf(line);
    super(company, vendor, account);
    this.line = line;
    this.group = group;
  }

  get hasThreads(): boolean {
    return this.vendor === 'slack';
  }

  /** Turns to a ticket; what he says next is about it. */
  turnsTo(number: string): SeenMessage {
    const card = this.card(number);
    if (this.hasThreads) this.#thread = card.id;
    this.catchUp();
    return card;
  }

  /** The card of a ticket in his group as it is now. */
  card(number: string): SeenMessage {
    const cards = this.twin
      .sent(this.group)
      .filter(({ text, thread, deleted }) => thread === undefined && !deleted && text.includes(number));
    const card = cards.find(({ buttons }) => buttons.length > 0) ?? cards[0];
    if (!card) throw new Error(`No card of ${number} in ${this.group}`);
    return card;
  }

  /** Claims a ticket as one does on his platform: by the card's button, or where a group has none by a mention. */
  async claims(number: string): Promise<void> {
    const card = this.turnsTo(number);
    const [label] = card.buttons;
    if (label !== undefined) return this.press(card, label);
    const word = this.company.locale === 'en' ? 'claim' : '认领';
    await this.saysInGroup(`${word} #${Number(number.split('-').at(-1))}`);
  }

  /** In the ticket's thread, or where there are none in his own chat with the bot. */
  override async says(text: string, where: { files?: Files; quote?: SeenMessage } = {}): Promise<void> {
    await this.write(text, where);
  }

  /** As `says`; gives the id of what he wrote. */
  override write(text: string, where: { files?: Files; quote?: SeenMessage } = {}): Promise<string> {
    if (!this.hasThreads) return this.writes(text, where);
    return this.writes(text, { ...where, group: this.group, thread: this.#thread });
  }

  /** As `says`, without waiting for what comes of it. */
  async writesOnly(text: string): Promise<void> {
    const place = this.hasThreads ? { group: this.group, thread: this.#thread } : {};
    await this.twin.writes(this.id, text, place);
  }

  /** In the group, addressed to the bot where that is needed. */
  async saysInGroup(text: string, where: Omit<Written, 'group'> = {}): Promise<void> {
    const mention = this.hasThreads ? `<@${BOT_USER}> ` : '';
    await this.writes(`${mention}${text}`, { ...where, group: this.group });
  }

  /** Presses a button of a ticket's card in the group. */
  async pressesOnCard(number: string, label: string, input?: Record<string, string>): Promise<void> {
    const card = this.card(number);
    await this.press(this.withButton(label, [card]), label, input);
  }

  /** What the bot has said where he works since the last thing he did: in the group and to him. */
  override heard(): string[] {
    const inGroup = this.inGroup()
      .slice(this.#readInGroup)
      .filter((one) => this.#sees(one));
    return [...inGroup.map(wordsOf), ...super.heard()];
  }

  override catchUp(): void {
    super.catchUp();
    this.#readInGroup = this.inGroup().length;
  }

  /** All that the bot has said where he talks with requesters. */
  atWork(): SeenMessage[] {
    return this.hasThreads ? this.inGroup() : this.chat();
  }

  /** Where the bot can only write to who has written before, he has. */
  async arrives(): Promise<void> {
    if (this.vendor === 'wecom') await this.writes(this.company.locale === 'en' ? 'hello' : '你好', {});
  }

  /** All that the bot has said in his group. */
  inGroup(): SeenMessage[] {
    return this.twin.sent(this.group);
  }

  protected override seen(): SeenMessage[] {
    return [...this.inGroup().filter((one) => this.#sees(one)), ...this.chat()];
  }

  #sees({ thread, id, privateTo }: SeenMessage): boolean {
    if (privateTo !== undefined && privateTo !== this.id) return false;
    return !this.hasThreads || this.#thread === undefined || thread === this.#thread || id === this.#thread;
  }
}

/** A label may be cut where there is little room. */
function isLabel(shown: string, wanted: string): boolean {
  return shown === wanted || (shown.endsWith('\u2026') && wanted.startsWith(shown.slice(0, -1)));
}

/** The words of a message without the marks of formatting. */
export function plain(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])|\*\*?/g, '$1');
}

function wordsOf({ text, buttons, files }: SeenMessage): string {
  const labels = buttons.map((label) => `[${label}]`);
  return [plain(text), ...files.map(({ name }) => `<${name}>`), ...labels].join(' ');
}
