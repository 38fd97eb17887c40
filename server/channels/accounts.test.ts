import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '#protocol/config/read.ts'
import { channelAccounts } from '#protocol/config.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { person, privateText } from '#testing/telegram/updates.ts'
import { openChannelTokens } from '../config/channel-tokens.ts'
import { openCredentialsFile } from '../config/credentials-file.ts'
import { saveSetting } from '../config/save-setting.ts'
import { createEvents } from '../events.ts'
import { createLog } from '../log.ts'
import type { Channel, InboundMessage } from './channel.ts'
import { createChatApps } from './chat-apps.ts'
import { startChannels } from './supervisor.ts'

const BOT = { channel: 'telegram', account: 'default' }

describe('connecting a bot', () => {
  let telegram: TestTelegram
  let folder: string
  const stops: (() => unknown)[] = []

  beforeEach(async () => {
    telegram = await startTelegram()
    folder = mkdtempSync(join(tmpdir(), 'openclaw-accounts-'))
  })
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
    await telegram.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The gateway's chat apps, as at one start. */
  function start(settings: object = {}, apiRoot = telegram.url) {
    const file = join(folder, 'openclaw.json')
    const write = (telegramSettings: object, gateway: object = {}): void =>
      writeFileSync(
        file,
        JSON.stringify({ gateway, channels: { telegram: { apiRoot, ...telegramSettings } } }),
      )
    write(settings)
    const settingsFile = {
      read: () => readFileSync(file, 'utf8'),
      isGone: () => false,
      write: (text: string) => writeFileSync(file, text),
    }
    const config = () => readConfig(readFileSync(file, 'utf8'), () => undefined).config
    const clock = createManualClock()
    const events = createEvents()
    const tokens = openChannelTokens(openCredentialsFile(join(folder, 'credentials.json')))
    const log = createLog({ file: join(folder, 'log'), level: 'debug' })
    const apps = createChatApps({
      config,
      saveSetting: (path, value) => saveSetting(settingsFile, path, value),
      listOwners: () => [],
      tokens,
      clock,
      events,
      log,
    })
    const channels: Channel[] = [...apps.channels]
    const received: InboundMessage[] = []
    const arrived = Promise.withResolvers<void>()
    const supervisor = startChannels({
      channels,
      config: config(),
      receive: async (message) => {
        received.push(message)
        arrived.resolve()
      },
      clock,
      events,
      log,
    })
    stops.push(supervisor.stop)
    const accounts = apps.accounts({
      supervisor: () => supervisor,
      dmPolicy: ({ account }) =>
        channelAccounts(config(), 'telegram')[account]?.dm ?? config().channels.telegram?.dm ?? 'pairing',
    })
    /** The owner edits openclaw.json; resolves when the gateway has followed. */
    async function edit(...change: Parameters<typeof write>): Promise<void> {
      write(...change)
      events.system({ type: 'config-change', ok: true, problems: [] })
      // One change at a time: this one, which changes nothing, comes after it.
      await accounts.update({ ...BOT, account: 'nobody', dm: 'pairing' }).catch(() => undefined)
    }
    return { accounts, supervisor, received, arrived: arrived.promise, tokens, edit }
  }

  const states = ({ accounts }: ReturnType<typeof start>) =>
    accounts.list().map(({ account, state }) => [account, state])

  it('checks the token, keeps it, and reads at once, as after the next start', async () => {
    const first = start()
    const added = await first.accounts.add({ ...BOT, token: telegram.token })
    expect(added).toMatchObject({ name: 'telegram', state: 'ready', bot: '@claw_test_bot', reason: null })
    expect(added.address).toEqual({ name: '@claw_test_bot', url: 'https://t.me/claw_test_bot' })
    telegram.push(privateText(person(41), 'hello'))
    await first.arrived
    expect(first.received[0]).toMatchObject({ account: 'default', text: 'hello' })
    expect(states(first)).toEqual([['default', 'ready']])
    await first.supervisor.stop()

    const second = start()
    await telegram.waitFor('getMe', 3)
    expect(states(second)).toHaveLength(1)
    expect(second.accounts.list()[0]?.reason).toBeNull()
    await expect(second.accounts.add({ ...BOT, account: 'twin', token: telegram.token })).rejects.toThrow(
      'This bot is connected already, as telegram (default).',
    )
    await second.accounts.remove(BOT)
    expect(second.tokens.secrets()).toEqual([])
    // The configuration still names Telegram, and so the account, which has no token now.
    expect(second.accounts.list()[0]).toMatchObject({
      state: 'needs-action',
      fix: expect.stringContaining('openclaw channels add telegram'),
    })
    await expect(second.accounts.remove(BOT)).rejects.toMatchObject({ code: 'not_found' })
    expect(readFileSync(join(folder, 'log'), 'utf8')).not.toContain(telegram.token)
  })

  it('an account that only its token made is gone with it', async () => {
    const gateway = start({ token: '99:of-the-configuration-itself-x' })
    const work = { ...BOT, account: 'work' }
    expect(await gateway.accounts.add({ ...work, token: telegram.token })).toMatchObject({ state: 'ready' })
    await gateway.accounts.remove(work)
    expect(gateway.supervisor.find('telegram', 'work')).toBeUndefined()
  })

  it('says in openclaw.json who may write, for one account without touching the others', async () => {
    const gateway = start({ accounts: { work: { token: '99:of-the-configuration-itself-x' } } })
    const policies = () => gateway.accounts.list().map(({ account, dmPolicy }) => [account, dmPolicy])
    await gateway.accounts.add({ ...BOT, token: telegram.token })
    await gateway.accounts.update({ ...BOT, account: 'work', dm: 'disabled' })
    expect(policies()).toEqual([
      ['work', 'disabled'],
      ['default', 'pairing'],
    ])
    await gateway.accounts.update({ ...BOT, dm: 'allowlist' })
    expect(new Map(policies() as [string, string][]).get('work')).toBe('disabled')
    expect(gateway.accounts.list().map(({ tokenAt }) => tokenAt)).toEqual([
      'channels.telegram.accounts.work.token',
      null,
    ])
    // Open to everybody takes more than a click.
    await expect(gateway.accounts.update({ ...BOT, dm: 'open' })).rejects.toMatchObject({
      code: 'bad_request',
    })
    await expect(gateway.accounts.update({ ...BOT, account: 'nobody', dm: 'pairing' })).rejects.toMatchObject(
      {
        code: 'not_found',
      },
    )
  })

  it.each([
    ['what is no token', 'hello'],
    ['a path instead of one', '123:../../etc/passwd-and-more-of-it'],
    ['the token of nobody', '123456789:nobody-has-this-token-at-all'],
  ])('refuses %s, and keeps nothing', async (_, token) => {
    const gateway = start()
    const refused = await gateway.accounts.add({ ...BOT, token }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'bad_request', message: expect.stringContaining('@BotFather') })
    expect(refused.message).not.toContain(token)
    expect(gateway.tokens.secrets()).toEqual([])
  })

  it('keeps nothing where Telegram can not be asked, and says nothing of the token', async () => {
    const gateway = start({}, 'http://127.0.0.1:9')
    const refused = await gateway.accounts.add({ ...BOT, token: telegram.token }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'channel_unavailable' })
    expect(refused.cause).toBeUndefined()
    expect(refused.message).toContain('it was not kept')
    expect(refused.message).not.toContain(telegram.token)
    expect(gateway.tokens.secrets()).toEqual([])
  })

  it('follows openclaw.json while it runs: to a webhook and back, to another bot, and to none', async () => {
    const gateway = start({ token: telegram.token })
    await telegram.waitFor('getUpdates')
    const before = gateway.supervisor.find('telegram', 'default')
    await gateway.edit({ token: telegram.token, dm: 'allowlist' })
    expect(gateway.supervisor.find('telegram', 'default')).toBe(before)

    await gateway.edit({ token: telegram.token, mode: 'webhook' })
    expect(gateway.accounts.list()[0]).toMatchObject({
      code: 'webhook-host-missing',
      fix: expect.stringMatching(/^Set gateway\.hooks\.publicHost .* to "polling"\.$/),
    })
    const hooks = { hooks: { publicHost: 'claw.example' } }
    await gateway.edit({ token: telegram.token, mode: 'webhook' }, hooks)
    expect(telegram.webhook().url).toBe('https://claw.example/hooks/channel/telegram/default')
    expect(states(gateway)).toEqual([['default', 'ready']])
    await gateway.edit({ token: telegram.token }, hooks)
    expect(telegram.webhook().url).toBeUndefined()

    const accounts = { work: { token: telegram.token }, later: {} }
    await gateway.edit({ accounts })
    expect(states(gateway)).toEqual([['work', 'ready']])
    telegram.push(privateText(person(41), 'hello'))
    await gateway.arrived
    expect(gateway.received[0]).toMatchObject({ account: 'work', text: 'hello' })
  })

  it('leaves a token of openclaw.json in force, and names where it stands', async () => {
    const gateway = start({ accounts: { work: { token: telegram.token } } })
    const work = { ...BOT, account: 'work' }
    const words = 'channels.telegram.accounts.work.token'
    await expect(gateway.accounts.add({ ...work, token: telegram.token })).rejects.toThrow(words)
    await expect(gateway.accounts.remove(work)).rejects.toThrow(words)
    await expect(
      gateway.accounts.add({ channel: 'discord', account: 'default', token: 'x' }),
    ).rejects.toThrow('It can to: telegram.')
  })
})
