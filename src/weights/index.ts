export { CATALOGUE, catalogueEntry } from './catalogue';
export { createWeightsStore, type FetchOptions, type ModelListing, type WeightsStore, type WeightsStoreOptions } from './store';
export type { CatalogueEntry, FetchProgress, WeightsFile, WeightSource } from './types';
