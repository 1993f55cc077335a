import type { Voice } from '../cards/voice.ts';
import type { TypeOf } from './command-arguments.ts';

/** Types by id and by name in every language; a part of a name will do where it means only one. */
export function typeFinder({ typeNames }: Pick<Voice, 'typeNames'>): TypeOf {
  const names = [...typeNames].flatMap(([id, name]) =>
    [id, name['zh-CN'], name.en].map((word) => ({ id, word: word.toLowerCase() })),
  );
  return (name) => {
    const wanted = name.trim().toLowerCase();
    if (wanted.length < 2) return undefined;
    const exact = names.find(({ word }) => word === wanted);
    if (exact) return exact.id;
    const like = new Set(names.filter(({ word }) => word.includes(wanted)).map(({ id }) => id));
    return like.size === 1 ? [...like][0] : undefined;
  };
}
