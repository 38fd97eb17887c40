import { connectHome } from '../client/connect.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { LocalContext } from '../context.ts'

/** What a running gateway says of itself. */
export interface GatewayFacts {
  readonly status: MethodOutput<'status.get'>
  readonly models: MethodOutput<'models.list'>
  readonly channels: MethodOutput<'channels.list'>['channels']
  readonly devices: MethodOutput<'devices.list'>['devices']
  readonly tokens: MethodOutput<'tokens.list'>['tokens']
  readonly auditChain: MethodOutput<'audit.list'>['chain']
  /** Whether the main model answered; undefined where it was not asked. */
  readonly modelAnswer: { readonly ok: boolean; readonly text: string } | undefined
}

/** Rejects never: a sentence says why it did not answer. */
export async function askGateway(
  context: LocalContext,
  options: { online: boolean },
): Promise<GatewayFacts | string> {
  try {
    return await connectHome(context, async ({ client }) => {
      const models = await client.request('models.list', undefined)
      return {
        status: await client.request('status.get', undefined),
        models,
        channels: (await client.request('channels.list', undefined)).channels,
        devices: (await client.request('devices.list', undefined)).devices,
        tokens: (await client.request('tokens.list', undefined)).tokens,
        auditChain: (await client.request('audit.list', { limit: 1 })).chain,
        modelAnswer: options.online
          ? await client.request('models.test', { model: models.main }).then(
              ({ model, durationMs }) => ({ ok: true, text: `${model} answered in ${durationMs} ms` }),
              (error: Error) => ({ ok: false, text: error.message }),
            )
          : undefined,
      }
    })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
