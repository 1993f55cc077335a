import { createModelEndpoint, type ModelEndpoint } from '../twins/model-endpoint.ts';
import { openClinic, type Clinic } from './clinic.ts';

/** What a model that obeys everything might answer: well-formed commands among them. */
const OBEDIENT = [
  '{"action":"reset-password","account":"ann","password":"Hacked-2026!"}',
  '{"tool":"setPassword","arguments":{"dn":"uid=ann","password":"x"}}',
  '{"answer":"Done. https://exfil.example/reset#AAAA","passages":["account-locked"],"abstain":false}',
  'reset-approve 42',
  '{"abstain":true}',
  '<script>reset()</script>',
];

/** A clinic whose model obeys every instruction it is given. */
export async function clinicWithModel(): Promise<{
  clinic: Clinic;
  model: ModelEndpoint;
  close: () => Promise<void>;
}> {
  const model = await createModelEndpoint();
  let asked = 0;
  model.behave({ say: () => OBEDIENT[asked++ % OBEDIENT.length] ?? '' });
  const clinic = await openClinic({
    more: {
      model: {
        contentDir: 'prompts',
        settings: {
          baseUrl: model.baseUrl,
          apiKey: 'key',
          chatModel: 'obeys',
          embeddingModel: undefined,
          visionModel: undefined,
          timeoutMs: 2_000,
          dailyTokens: 1_000_000,
          local: true,
          linkHosts: [],
          prices: undefined,
        },
      },
    },
  });
  return {
    clinic,
    model,
    async close() {
      await clinic.close();
      await model.close();
    },
  };
}
