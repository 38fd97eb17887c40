import * as z from 'zod'
import { jobSummary, jobText, jobTime } from '../jobs.ts'
import { contract } from './contract.ts'

export const gatewayTools = {
  schedule: contract({
    description:
      'Say something in this conversation later, once or again and again: a reminder, a regular task. ' +
      'Give exactly one of at, inMinutes and cron. The owner is asked first.',
    place: 'gateway',
    effect: 'write',
    repeatable: false,
    input: jobTime.extend({ text: jobText }),
    output: jobSummary,
  }),
  jobs: contract({
    description: 'List what is scheduled, the next one first.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({}),
    output: z.object({ jobs: z.array(jobSummary) }),
  }),
  cancel_job: contract({
    description: 'Take back something that was scheduled. Find its id with jobs.',
    place: 'gateway',
    effect: 'write',
    repeatable: true,
    input: z.object({ jobId: z.string().min(1).max(200) }),
    output: z.object({ jobId: z.string() }),
  }),
  status: contract({
    description: 'State of the gateway: version, uptime, model, agents.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({}),
    output: z.object({
      version: z.string(),
      uptimeMs: z.number().int(),
      model: z.string(),
      agents: z.number().int(),
      sessions: z.number().int(),
    }),
  }),
  usage: contract({
    description: 'Tokens used today and in all.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({}),
    output: z.object({
      today: z.object({
        calls: z.number().int(),
        inputTokens: z.number().int(),
        outputTokens: z.number().int(),
      }),
      total: z.object({
        calls: z.number().int(),
        inputTokens: z.number().int(),
        outputTokens: z.number().int(),
      }),
    }),
  }),
} as const
