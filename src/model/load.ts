import type { Model, ModelDeps } from './model.ts';
import type { ModelSettings } from './settings.ts';

/**
 * The model that the settings name, or undefined without any; only then is anything of it loaded. Reads
 * `prompts/model/`: throws a ContentError with file, line and reason.
 */
export async function loadModel(
  settings: ModelSettings | undefined,
  deps: ModelDeps,
): Promise<Model | undefined> {
  if (!settings) return undefined;
  const { createModel } = await import('./create.ts');
  return createModel(settings, deps);
}
