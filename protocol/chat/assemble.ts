import type { ChatChunk, ChatMessage } from '../messages.ts'
import { isToolPart, type ToolPart, toToolPart } from './tool-part.ts'

/**
 * Builds a message from its chunks: gateway, panel and command line all use this one function, so
 * that what is stored is what was shown. Mutates and returns `message`; chunks it has no part for
 * (start, finish, abort, error) change nothing, their news travels in run events.
 */
export function applyChunk(message: ChatMessage, chunk: ChatChunk): ChatMessage {
  switch (chunk.type) {
    case 'start-step':
      message.parts.push({ type: 'step-start' })
      break
    case 'reset-step': {
      const start = message.parts.findLastIndex((part) => part.type === 'step-start')
      if (start >= 0) message.parts.splice(start + 1)
      break
    }
    case 'text-start':
    case 'reasoning-start':
      message.parts.push({
        type: chunk.type === 'text-start' ? 'text' : 'reasoning',
        text: '',
        state: 'streaming',
      })
      break
    case 'text-delta':
    case 'reasoning-delta': {
      const part = openText(message, chunk.type === 'text-delta' ? 'text' : 'reasoning')
      if (part) part.text += chunk.delta
      break
    }
    case 'text-end':
    case 'reasoning-end': {
      const part = openText(message, chunk.type === 'text-end' ? 'text' : 'reasoning')
      if (part) part.state = 'done'
      break
    }
    case 'tool-input-start':
      if (!findTool(message, chunk.toolCallId)) {
        message.parts.push(toToolPart(chunk, { state: 'input-streaming', input: undefined }))
      }
      break
    case 'tool-input-available':
      replaceTool(message, chunk, { state: 'input-available', input: chunk.input })
      break
    case 'tool-input-error':
      replaceTool(message, chunk, {
        state: 'output-error',
        input: chunk.input,
        errorText: chunk.errorText,
      })
      break
    case 'tool-output-available':
      finishTool(message, chunk.toolCallId, { state: 'output-available', output: chunk.output })
      break
    case 'tool-output-error':
      finishTool(message, chunk.toolCallId, { state: 'output-error', errorText: chunk.errorText })
      break
    case 'tool-output-denied':
      finishTool(message, chunk.toolCallId, { state: 'output-error', errorText: 'denied' })
      break
    case 'steering-message':
      message.parts.push({ type: 'steering-message', id: chunk.id, parts: chunk.parts })
      break
    case 'data-attachment':
      message.parts.push({ type: 'data-attachment', data: chunk.data })
      break
    case 'data-tool-output':
      applyToolOutput(message, chunk)
      break
    case 'message-metadata':
      message.metadata = { ...message.metadata, ...chunk.messageMetadata } as ChatMessage['metadata'] & object
      break
    default:
      // Frames of the stream (start, finish, abort, error …): run events carry that news.
      break
  }
  return message
}

/** Closes what a stopped or broken run left open, so that the message can be stored and sent to a model again. */
export function closeMessage(message: ChatMessage, reason: string): ChatMessage {
  for (const part of message.parts) {
    if (part.type === 'text' || part.type === 'reasoning') part.state = 'done'
    if (isToolPart(part) && (part.state === 'input-streaming' || part.state === 'input-available')) {
      Object.assign(part, { state: 'output-error', input: part.input ?? {}, errorText: reason })
    }
  }
  message.parts = message.parts.filter((part) => part.type !== 'data-tool-output')
  return message
}

function openText(message: ChatMessage, type: 'text' | 'reasoning') {
  const part = message.parts.findLast((candidate) => candidate.type === type)
  return part && (part.type === 'text' || part.type === 'reasoning') && part.state === 'streaming'
    ? part
    : undefined
}

function findTool(message: ChatMessage, toolCallId: string): ToolPart | undefined {
  return message.parts.find((part): part is ToolPart => isToolPart(part) && part.toolCallId === toolCallId)
}

function replaceTool(
  message: ChatMessage,
  call: { toolCallId: string; toolName: string },
  fields: object,
): void {
  const part = toToolPart(call, fields)
  const index = message.parts.findIndex(
    (candidate) => isToolPart(candidate) && candidate.toolCallId === call.toolCallId,
  )
  if (index < 0) message.parts.push(part)
  else message.parts[index] = part
}

function finishTool(message: ChatMessage, toolCallId: string, fields: object): void {
  const part = findTool(message, toolCallId)
  if (part) Object.assign(part, fields)
  message.parts = message.parts.filter(
    (candidate) => !(candidate.type === 'data-tool-output' && candidate.data.toolCallId === toolCallId),
  )
}

function applyToolOutput(
  message: ChatMessage,
  chunk: Extract<ChatChunk, { type: 'data-tool-output' }>,
): void {
  const found = message.parts.find(
    (part) => part.type === 'data-tool-output' && part.data.toolCallId === chunk.data.toolCallId,
  )
  if (found?.type === 'data-tool-output') found.data = chunk.data
  else message.parts.push({ type: 'data-tool-output', data: chunk.data })
}
