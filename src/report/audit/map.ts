import { escapeText } from '../escape.js';
import type { MapFolder, MapLayout } from './page-data.js';
import { squarify, type Rect } from './treemap.js';

/** A file to be drawn. */
export interface MapFile {
  readonly path: string;
  /** Lines of code, its size on the map. */
  readonly lines: number;
  /** Whether it has a finding. */
  readonly hot: boolean;
}

interface Leaf {
  readonly size: number;
  /** The index of the file, or -1 for several. */
  readonly file: number;
}

interface Folder {
  readonly path: string;
  readonly name: string;
  size: number;
  readonly folders: Map<string, Folder>;
  readonly leaves: Leaf[];
}

/** Beyond so many files, those without findings are drawn as one a folder. */
const SINGLE_FILES = 6000;
/** Units of the layout for the label of a folder, and between a folder and its content. */
const LABEL = 34;
const PADDING = 4;
/** A folder that is smaller than this has no edge: it would be all edge. */
const FRAMED = 60;
/** A folder that is smaller than this has no label. */
const LABELLED: Pick<Rect, 'width' | 'height'> = { width: 130, height: 90 };

/** A treemap of the code base: folders within folders, files by their lines. */
export function layOutMap(files: readonly MapFile[], size: Pick<Rect, 'width' | 'height'>): MapLayout {
  const tiles: number[] = [];
  const folders: MapFolder[] = [];
  place(compress(treeOf(files)), { x: 0, y: 0, ...size }, 0, tiles, folders);
  return { ...size, tiles, folders };
}

function treeOf(files: readonly MapFile[]): Folder {
  const root = emptyFolder('', '');
  files.forEach(({ path, lines, hot }, file) => {
    const size = Math.max(1, lines);
    let at = root;
    at.size += size;
    const names = path.split('/').slice(0, -1);
    for (const name of names) {
      const inner = at.folders.get(name) ?? emptyFolder(at.path === '' ? name : `${at.path}/${name}`, name);
      at.folders.set(name, inner);
      inner.size += size;
      at = inner;
    }
    const single = hot || files.length <= SINGLE_FILES;
    const sum = single ? -1 : at.leaves.findIndex((leaf) => leaf.file === -1);
    if (sum < 0) at.leaves.push({ size, file: single ? file : -1 });
    else at.leaves[sum] = { size: (at.leaves[sum]?.size ?? 0) + size, file: -1 };
  });
  return root;
}

const emptyFolder = (path: string, name: string): Folder => ({ path, name, size: 0, folders: new Map(), leaves: [] });

/** A folder with nothing but one folder in it is drawn as that one: `src/server`. */
function compress(folder: Folder): Folder {
  const inner = [...folder.folders.values()].map(compress);
  const [only] = inner;
  if (inner.length === 1 && folder.leaves.length === 0 && only) {
    return { ...only, name: folder.name === '' ? only.name : `${folder.name}/${only.name}` };
  }
  return { ...folder, folders: new Map(inner.map((child) => [child.path, child])) };
}

function place(folder: Folder, area: Rect, depth: number, tiles: number[], folders: MapFolder[]): void {
  const inner = depth === 0 && folder.name === '' ? area : frame(folder, area, depth, folders);
  const children = [...folder.folders.values(), ...folder.leaves].sort((a, b) => b.size - a.size);
  const rects = squarify(
    children.map(({ size }) => size),
    inner,
  );
  children.forEach((child, i) => {
    const rect = rects[i];
    if (!rect) return;
    if ('leaves' in child) place(child, rect, depth + 1, tiles, folders);
    else tiles.push(...round(rect), child.file);
  });
}

/** Draws the edge of a folder, and says what is left inside. */
function frame({ name }: Folder, area: Rect, depth: number, folders: MapFolder[]): Rect {
  const labelled = depth <= 3 && area.width >= LABELLED.width && area.height >= LABELLED.height;
  if (!labelled && (depth > 3 || area.width < FRAMED || area.height < FRAMED)) return area;
  const [x, y, width, height] = round(area);
  folders.push({ x, y, width, height, label: labelled ? escapeText(name) : '' });
  const top = labelled ? LABEL : PADDING;
  return {
    x: area.x + PADDING,
    y: area.y + top,
    width: Math.max(0, area.width - 2 * PADDING),
    height: Math.max(0, area.height - top - PADDING),
  };
}

function round({ x, y, width, height }: Rect): [number, number, number, number] {
  const [left, top] = [Math.round(x), Math.round(y)];
  return [left, top, Math.round(x + width) - left, Math.round(y + height) - top];
}
