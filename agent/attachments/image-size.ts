/** Width and height of a picture in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/**
 * Reads the size of a PNG, GIF, JPEG or WebP from its header, without decoding a pixel; undefined where it can't be
 * told.
 */
export function findImageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const magic = view.getUint32(0)
    if (magic === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) }
    if (magic === 0x47494638) return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
    if (magic === 0x52494646) return readWebp(view)
    return magic >>> 16 === 0xffd8 ? readJpeg(view) : undefined
  } catch {
    return undefined // it ends before its size
  }
}

function readWebp(view: DataView): ImageSize | undefined {
  const chunk = view.getUint32(12)
  const uint24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  if (chunk === 0x56503858) return { width: uint24(24) + 1, height: uint24(27) + 1 }
  if (chunk === 0x56503820) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  }
  if (chunk !== 0x5650384c) return undefined
  const bits = view.getUint32(21, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** The frame header stands behind segments of any length. */
function readJpeg(view: DataView): ImageSize | undefined {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at)
    if (marker >>> 8 !== 0xff) return undefined
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
  }
}
