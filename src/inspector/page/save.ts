/** Downloads files that the page makes itself; nothing is sent to a server. */
import { pageColors } from '../../diagram/theme.js';

const download = (name: string, blob: Blob): void => {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // By then the download has started and holds the blob.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
};

/** Saves text as a file. */
export const save = (name: string, type: string, text: string): void => {
  download(name, new Blob([text], { type }));
};

/** Pixels for each unit of the picture; 2 is sharp on high-density screens. */
const SCALE = 2;

const imageOf = (svg: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    const image = new Image();
    image.onload = () => {
      URL.revokeObjectURL(url);
      resolve(image);
    };
    image.onerror = () => {
      URL.revokeObjectURL(url);
      reject(new Error('the browser cannot show the picture'));
    };
    image.src = url;
  });

/** Saves a picture as PNG on the background of its theme. */
export const savePng = async (
  name: string,
  svg: string,
  theme: 'light' | 'dark',
): Promise<void> => {
  const image = await imageOf(svg);
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = pageColors[theme];
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob !== null) download(name, blob);
  }, 'image/png');
};
