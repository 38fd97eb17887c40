import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { ModelVendor } from './vendor.ts'

/** A model of the stand-in, as an agent is told of it, by whichever wire; `m` where no name is given. */
export function targetOf(
  vendor: Pick<ModelVendor, 'url'>,
  api: ModelTarget['api'],
  fields: Partial<ModelTarget> = {},
): ModelTarget {
  const modelId = fields.modelId ?? 'm'
  return {
    reference: `${api}:${modelId}`,
    api,
    provider: api,
    modelId,
    apiKey: 'sk-test-key-0123456789',
    baseUrl: api === 'ollama' ? vendor.url : `${vendor.url}/v1${api === 'google' ? 'beta' : ''}`,
    ...fields,
  }
}
