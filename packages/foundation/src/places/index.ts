export {
  findPlace,
  foldPlaces,
  isSameRoot,
  isSameVolume,
  isShare,
  ownFolders,
  vanished,
  type DestinationPlace,
  type PlaceProbe,
} from "./destination-place.js";
