/// The loops of the engine that need vector instructions chosen at run time. `ScoringEngine` alone imports them.
///
/// Nothing here allocates, keeps state, or checks its arguments: the packer builds what the kernels follow blindly.
#pragma once

#include "BlockModel.h"
#include "CPUFeatures.h"
#include "LinearSums.h"
#include "TreeWalk.h"
