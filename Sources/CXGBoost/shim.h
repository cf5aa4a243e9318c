#pragma once
#include <xgboost/c_api.h>
#include <xgboost/version_config.h>
