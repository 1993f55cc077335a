import type { ArticleHit, ArticleSearchOptions, KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Model } from '../model/model.ts';
import type { FileBytes, FileRef, Place } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { Alike, IncidentReports } from '../tickets/incidents/reports.ts';
import { askerContext } from './asker.ts';
import { createAsks, patienceOf } from './asks.ts';
import type { Meeting } from './conversation-repository.ts';
import { decide } from './decide.ts';
import { decideKnowing, type Sources } from './findings.ts';
import { sayingWhatWasRead, withPicture, wordsInPicture } from './pictures.ts';
import type { Desk, Scene, Step, Turn } from './scene.ts';
import { createTranslations } from './translations.ts';

export interface ThinkingOptions {
  db: Database;
  desk: Desk;
  knowledge: Pick<KnowledgeBase, 'search'>;
  /** What others report, to notice what many have at once. */
  reports?: IncidentReports | undefined;
  /** Where there is one, what stays unsure offline is asked of it. */
  model?: Model | undefined;
  /** The bytes of a kept file. */
  readFile?: ((file: FileRef) => Promise<FileBytes>) | undefined;
  /** Shows an answer while it is written; nothing is kept of it. */
  preview?: ((place: Place, key: string, text: string) => void) | undefined;
  /** Milliseconds of a clock that only goes forward. */
  clock?: (() => number) | undefined;
}

interface Thought {
  /** The inbox row. */
  event: number;
  meeting: Meeting;
  /** Of the talk that is open, or begins now. */
  dialogueId: string;
  scene: Scene;
  turn: Turn;
  /** Somebody else's words: no model is asked about them. */
  passedOn: boolean;
}

/** What comes of a turn, with all that must be looked up, asked and read for it; no transaction is open. */
export function createThinking(options: ThinkingOptions) {
  const { db, desk, knowledge, readFile, preview, clock = () => performance.now() } = options;
  const translated = createTranslations({ db, model: options.model, to: desk.policy.locale });

  return async function think(thought: Thought): Promise<Step> {
    const { meeting, dialogueId, scene, passedOn } = thought;
    const model = passedOn ? undefined : options.model;
    const patience = patienceOf(clock);
    const who = { personId: meeting.person.id, dialogueId };
    const picture =
      model && readFile
        ? await wordsInPicture({ model, readFile }, { scene, turn: thought.turn, who, patience })
        : undefined;
    const turn = picture === undefined ? thought.turn : withPicture(scene, thought.turn, picture);
    const { platform, tenant, channel } = meeting.conversation;
    const show = (text: string) => preview?.({ platform, tenant, channel }, `event:${thought.event}`, text);
    const { locale } = scene;
    const sources: Sources = {
      search: searchFor(scene, { wordsOnly: passedOn }),
      alike: options.reports && !passedOn ? alikeFor(scene, options.reports) : undefined,
      ask: model?.supports.chat
        ? createAsks({ model, desk, locale, who, patience, onText: show })
        : undefined,
    };
    const decided = await decideKnowing(sources, (findings) => decide({ ...scene, ...findings }, turn));
    const step = picture === undefined ? decided : sayingWhatWasRead(scene, picture, decided);
    if (passedOn) return step;
    return translated({ step, personId: meeting.person.id, from: turn.understood.locale });
  };

  function alikeFor({ person }: Scene, reports: IncidentReports) {
    return async (words: string): Promise<Alike | undefined> => {
      const features = desk.readOutage(words);
      return features && reports.alike(features, person.id);
    };
  }

  function searchFor({ locale, person, past }: Scene, { wordsOnly }: { wordsOnly: boolean }) {
    const context = askerContext(person, past);
    return (words: string, { limit }: { limit: number }): Promise<readonly ArticleHit[]> => {
      const asked: ArticleSearchOptions = { locale, limit, context, wordsOnly };
      return knowledge.search(words, asked);
    };
  }
}
