/** What a tool has seen, beside what it says of it. */
export interface Picture {
  readonly mediaType: string
  /** Base64. */
  readonly data: string
}

/** Takes the bytes of a picture out of a tool's output: these go to the model, and are neither stored nor shown. */
export function takePicture(output: unknown): { output: unknown; picture?: Picture } {
  const { image, ...rest } = (output ?? {}) as { image?: { type: string; data?: string } }
  if (image?.data === undefined) return { output }
  const { data, ...about } = image
  return { output: { ...rest, image: about }, picture: { mediaType: about.type, data } }
}
