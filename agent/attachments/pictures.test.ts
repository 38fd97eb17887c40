import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { estimateMessage } from '#protocol/models/tokens.ts'
import type { ToolOutput } from '#protocol/tools.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startRunDesk } from '#testing/run-desk.ts'
import { startRun } from '../run/run.ts'
import { createHome, errorOf, outputOf } from '../tool-host/fixtures/home.ts'
import { fitPrompt } from '../window/fit.ts'
import { fitPictures } from './fit-pictures.ts'

/** The header says how large it is; nobody here looks at its pixels. */
function png(width: number, height: number, bytes = 60): Buffer {
  const sides = Buffer.alloc(8)
  sides.writeUInt32BE(width, 0)
  sides.writeUInt32BE(height, 4)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), sides, randomBytes(bytes)])
}

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
let home: ReturnType<typeof createHome>
beforeAll(async () => {
  vendor = await startModelVendor()
  home = createHome()
})
afterAll(async () => {
  await home.close()
  await vendor.stop()
})
const put = (name: string, bytes: Buffer) => writeFileSync(join(home.workspace, name), bytes)

const target = (api: ModelTarget['api'], modelId: string, input?: ModelTarget['input']): ModelTarget =>
  targetOf(vendor, api, input ? { modelId, input } : { modelId })

describe('read, of a picture', () => {
  it('gives it with its size, in words and in bytes', async () => {
    put('cat.png', png(640, 480))
    const { content, image } = outputOf<ToolOutput<'read'>>(await home.run('read', { path: 'cat.png' }))
    expect(content).toMatch(/A picture, image\/png, 640 × 480 pixels, 84 bytes/)
    expect(image).toMatchObject({ type: 'image/png', width: 640, height: 480, bytes: 84 })
    expect(Buffer.from(image?.data ?? '', 'base64')).toHaveLength(84)
  })

  it.each([
    [
      'too-heavy.png',
      png(10, 10, 5_000_001),
      /picture of 5\.0 MB; up to 5\.0 MB can be seen\. Make a smaller copy/,
    ],
    ['too-wide.png', png(9_000, 10), /9000 × 10 pixels; up to 8000 a side/],
    [
      'cut-off.jpg',
      Buffer.from('ffd8ffe000', 'hex'),
      /begins like a picture \(image\/jpeg\), but is cut off/,
    ],
    ['none.bin', randomBytes(40).fill(0, 0, 4), /not text/],
  ])('says what is wrong with %s', async (name, bytes, problem) => {
    put(name, bytes)
    expect(errorOf(await home.run('read', { path: name }))).toMatch(problem)
  })
})

describe('a model that reads a picture', () => {
  let data = ''
  beforeEach(() => {
    const bytes = png(320, 200)
    data = bytes.toString('base64')
    put('photo.png', bytes)
    script()
  })
  const script = () => vendor.script([[toolCall('read', { path: 'photo.png' })], [text('I have looked.')]])

  async function readPhoto(model: ModelTarget) {
    const runner = { run: home.host.run }
    const desk = startRunDesk((run, gateway) => startRun(run, { gateway, runner, now: Date.now }), {
      models: [model],
    })
    expect(await desk.end()).toMatchObject({ status: 'completed' })
    return {
      kept: JSON.stringify([desk.message, desk.asked]),
      asked: JSON.stringify(vendor.requests.at(-1)?.body),
    }
  }

  const SEEING: readonly [target: () => ModelTarget, shape: RegExp][] = [
    [
      () => target('anthropic', 'claude-opus-5-5'),
      /"type":"tool_result".*"type":"image","source":\{"type":"base64"/,
    ],
    [
      () => target('google', 'gemini-3.8-flash'),
      /"functionResponse":.*"inlineData":\{"mimeType":"image\/png"/,
    ],
    [() => target('openai', 'gpt-5'), /"role":"tool".*"role":"user".*"image_url"/],
    [() => target('alibaba', 'qwen3-vl'), /"role":"tool".*"role":"user".*"image_url"/],
    [() => target('openai-compatible', 'x', ['image']), /"role":"tool".*"role":"user".*"image_url"/],
    [() => target('ollama', 'llava:13b'), /"role":"tool".*"role":"user".*"images":\[/],
  ]

  it('gets it once, in the shape of its vendor, and nothing of it is kept', async () => {
    for (const [model, shape] of SEEING) {
      script()
      const { kept, asked } = await readPhoto(model())
      expect(asked.split(data), model().reference).toHaveLength(2)
      expect(asked).toMatch(shape)
      expect(asked).toContain('320 × 200 pixels')
      expect(kept).not.toContain(data)
      expect(kept).toContain('320 × 200 pixels')
    }
  })

  it.each([
    ['deepseek', 'deepseek-chat'],
    ['ollama', 'llama3'],
  ] as const)('%s, which takes none, is told so', async (api, modelId) => {
    const { asked } = await readPhoto(target(api, modelId))
    expect(asked).not.toContain(data)
    expect(asked).toMatch(/can’t see or hear this file/)
  })
})

describe('pictures of a long answer', () => {
  const result = (id: string, data: string): LanguageModelV4Prompt => [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: id, toolName: 'read', input: {} }] },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: id,
          toolName: 'read',
          output: {
            type: 'content',
            value: [
              { type: 'text', text: `{"path":"${id}"}` },
              { type: 'file', mediaType: 'image/png', data: { type: 'data', data } },
            ],
          },
        },
      ],
    },
  ]
  const prompt: LanguageModelV4Prompt = [
    { role: 'user', content: [{ type: 'text', text: 'look' }] },
    ...Array.from({ length: 15 }, (_, index) =>
      result(`p${index}`, `DATA${index}.${'A'.repeat(100_000)}`),
    ).flat(),
  ]

  it('are the newest twelve; the others say how to see them', () => {
    const shown = JSON.stringify(fitPictures({ prompt }, target('anthropic', 'claude-opus-5-5')).prompt)
    expect(shown).not.toContain('DATA2.')
    expect(shown).toContain('DATA3.')
    expect(shown.match(/To see it, read it again/g)).toHaveLength(3)
  })

  it('count as files in the window, and go before their words do', () => {
    expect(estimateMessage(prompt[2]?.content)).toBeLessThan(2_000)
    const fitted = JSON.stringify(fitPrompt(prompt, 6_000))
    expect(fitted).toContain('a picture was left out here')
    expect(fitted).not.toContain('DATA0.')
    expect(fitted).toContain('DATA14.')
  })
})
